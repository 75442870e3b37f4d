/// The voxels of an image in a box: what a filter reads, or what it gives.
package struct ImagePatch: Hashable, Sendable {
  /// The whole image's number of voxels.
  package let imageSize: SIMD3<Int>
  /// Where the patch lies in the image.
  package let box: VoxelBox
  /// A value for each voxel of the box, column index fastest.
  package var values: [Double]

  /// A patch of an image.
  ///
  /// - Precondition: a value for each voxel of a box within the image.
  package init(imageSize: SIMD3<Int>, box: VoxelBox, values: [Double]) {
    precondition(values.count == box.size.x * box.size.y * box.size.z, "a value for each voxel")
    precondition(all(box.lower .>= .zero) && all(box.upper .<= imageSize), "a box of the image")
    self.imageSize = imageSize
    self.box = box
    self.values = values
  }

  /// The patch convolved with a kernel along each axis.
  ///
  /// - Parameters:
  ///   - kernels: for columns, rows and slices; nil to leave an axis as it is.
  ///   - target: the voxels that the response is wanted for.
  ///   - edge: how the image goes on beyond its edge.
  /// - Returns: the responses of the target's voxels.
  /// - Precondition: the patch holds all voxels that the kernels read for the target.
  package func convolved(
    with kernels: [LineKernel?],
    onto target: VoxelBox,
    edge: EdgeExtension
  ) -> ImagePatch {
    var patch = self
    for axis in [2, 1, 0] {
      let range = target.lower[axis]..<target.upper[axis]
      patch = patch.convolved(
        along: axis,
        with: kernels[axis] ?? LineKernel([1]),
        onto: range,
        edge: edge
      )
    }
    return patch
  }

  /// The patch convolved along one axis.
  private func convolved(
    along axis: Int,
    with kernel: LineKernel,
    onto range: Range<Int>,
    edge: EdgeExtension
  ) -> ImagePatch {
    let size = box.size
    let length = size[axis]
    // The place in a line of the patch that stands at each index the kernel meets; −1 for a zero.
    let sources = (range.lowerBound - kernel.reach..<range.upperBound + kernel.reach).map { index in
      edge.voxel(at: index, of: imageSize[axis]).map { $0 - box.lower[axis] } ?? -1
    }
    precondition(sources.allSatisfy { $0 < length }, "the voxels that the kernel reads")
    var (lower, upper) = (box.lower, box.upper)
    lower[axis] = range.lowerBound
    upper[axis] = range.upperBound
    return ImagePatch(
      imageSize: imageSize,
      box: VoxelBox(lower: lower, upper: upper),
      values: axis == 0
        ? convolvedRows(kernel.weights, sources, range.count)
        : convolvedLines(kernel.weights, sources, range.count, axis)
    )
  }

  private func convolvedRows(_ weights: [Double], _ sources: [Int], _ count: Int) -> [Double] {
    let length = box.size.x
    return Slabs.fill(blocks: box.size.y * box.size.z, of: count, with: 0) { rows, output in
      let values = values.span
      var line = [Double](repeating: 0, count: sources.count)
      for row in rows {
        let source = values.extracting(row * length..<(row + 1) * length)
        for (place, index) in sources.enumerated() { line[place] = index < 0 ? 0 : source[index] }
        let start = (row - rows.lowerBound) * count
        let span = line.span
        for (place, weight) in weights.enumerated() where weight != 0 {
          // The last weight meets the first voxel.
          let shifted = span.extracting(weights.count - 1 - place..<span.count - place)
          for i in 0..<count { output[start &+ i] += weight * shifted[i] }
        }
      }
    }
  }

  /// Lines across rows: all lines of a row, or of a slice, together.
  private func convolvedLines(
    _ weights: [Double],
    _ sources: [Int],
    _ count: Int,
    _ axis: Int
  ) -> [Double] {
    let apart = axis == 1 ? box.size.x : box.size.x * box.size.y
    let sheets = axis == 1 ? box.size.z : 1
    let sheet = apart * box.size[axis]
    return Slabs.fill(blocks: sheets * count, of: apart, with: 0) { blocks, output in
      let values = values.span
      for block in blocks {
        let start = (block - blocks.lowerBound) * apart
        for (number, weight) in weights.enumerated() where weight != 0 {
          let index = sources[block % count + weights.count - 1 - number]
          guard index >= 0 else { continue }
          let from = block / count * sheet + index * apart
          let source = values.extracting(from..<from + apart)
          for i in 0..<apart { output[start &+ i] += weight * source[i] }
        }
      }
    }
  }

  /// The part of the patch in a box within it.
  package func cropped(to target: VoxelBox) -> ImagePatch {
    guard target != box else { return self }
    return convolved(with: [nil, nil, nil], onto: target, edge: .zero)
  }

  /// The patch with each value replaced by what a function makes of it.
  package func mapped(_ function: (Double) -> Double) -> ImagePatch {
    ImagePatch(imageSize: imageSize, box: box, values: values.map(function))
  }
}

/// How the responses of several orientations become one.
///
/// - Source: IBSI 2 reference manual, pooling for rotational invariance.
public enum ResponsePooling: String, Codable, CaseIterable, Sendable {
  /// The greatest response.
  case maximum
  /// The least response.
  case minimum
  /// The mean of the responses.
  case mean

  /// Joins patches of one box.
  ///
  /// - Parameters:
  ///   - count: the number of patches, at least 1.
  ///   - patch: makes the patch of a number.
  /// - Returns: one patch of that box.
  package func joined(_ count: Int, _ patch: (Int) -> ImagePatch) -> ImagePatch {
    var joined = patch(0)
    for number in 1..<max(1, count) {
      let other = patch(number).values
      for index in joined.values.indices {
        let value = other[index]
        switch self {
        case .maximum: joined.values[index] = max(joined.values[index], value)
        case .minimum: joined.values[index] = min(joined.values[index], value)
        case .mean: joined.values[index] += value
        }
      }
    }
    return self == .mean && count > 1 ? joined.mapped { $0 / Double(count) } : joined
  }
}

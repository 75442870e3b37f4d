/// What a network knows of each cell of a lattice: blocks of 16 numbers.
///
/// Sums are formed cell by cell in one order, so the same input gives the same bits on one thread and on
/// many.
package struct FeatureVolume: Sendable {
  /// The cells along i, j and k.
  package let size: SIMD3<Int>
  /// The blocks of each cell.
  package let blocks: Int
  /// The rows of cells, i fastest, each with an empty cell at both ends.
  private let rows: [SIMD16<Float>]

  /// Features of up to 16 channels; what is left of the block is zero.
  ///
  /// - Parameters:
  ///   - channels: a value for each cell, i fastest, in each channel.
  ///   - size: the cells along i, j and k.
  package init(_ channels: [[Float]], size: SIMD3<Int>) {
    let cells = size.x * size.y * size.z
    precondition(channels.count <= 16 && channels.allSatisfy { $0.count == cells })
    self.size = size
    blocks = 1
    rows = Slabs.fill(blocks: size.y * size.z, of: size.x + 2, with: .zero) { range, output in
      for (number, channel) in channels.enumerated() {
        for row in range {
          let start = (row - range.lowerBound) * (size.x + 2) + 1
          for i in 0..<size.x { output[start + i][number] = channel[row * size.x + i] }
        }
      }
    }
  }

  private init(size: SIMD3<Int>, blocks: Int, rows: [SIMD16<Float>]) {
    self.size = size
    self.blocks = blocks
    self.rows = rows
  }

  /// One number of each cell, i fastest.
  ///
  /// - Parameters:
  ///   - weights: what each feature counts for, in blocks.
  ///   - start: what each sum begins with.
  /// - Returns: the sums.
  package func weighed(by weights: [SIMD16<Float>], plus start: Float) -> [Float] {
    precondition(weights.count == blocks)
    return Slabs.fill(blocks: size.y * size.z, of: size.x, with: start) { range, output in
      let rows = rows.span
      for row in range {
        let own = rows.extracting(rowRange(row))
        let first = (row - range.lowerBound) * size.x
        for i in 0..<size.x {
          for block in 0..<blocks {
            output[first + i] += (weights[block] * own[(i + 1) * blocks + block]).sum()
          }
        }
      }
    }
  }

  /// These features and those of a lattice half as fine, each of whose cells holds eight of these.
  package func adding(_ coarse: FeatureVolume) -> FeatureVolume {
    precondition(coarse.blocks == blocks && all(coarse.size &* 2 .== size))
    let length = (size.x + 2) * blocks
    let sums = Slabs.fill(blocks: size.y * size.z, of: length, with: SIMD16<Float>.zero) {
      range,
      output in
      let (fine, wide) = (rows.span, coarse.rows.span)
      for row in range {
        let (j, k) = (row % size.y, row / size.y)
        let own = fine.extracting(rowRange(row))
        let under = wide.extracting(coarse.rowRange(j / 2 + coarse.size.y * (k / 2)))
        let first = (row - range.lowerBound) * length
        for i in 0..<size.x {
          for block in 0..<blocks {
            let place = (i + 1) * blocks + block
            output[first + place] = own[place] + under[(i / 2 + 1) * blocks + block]
          }
        }
      }
    }
    return FeatureVolume(size: size, blocks: blocks, rows: sums)
  }

  /// The features that a convolution makes of these, none below zero where it rectifies.
  ///
  /// Beyond the lattice there are zeros.
  package func convolved(by convolution: Convolution) -> FeatureVolume {
    precondition(convolution.blocksIn == blocks && all(size % convolution.step .== 0))
    let smaller = size / convolution.step
    let length = (smaller.x + 2) * convolution.blocksOut
    let made = Slabs.fill(
      blocks: smaller.y * smaller.z,
      of: length,
      with: SIMD16<Float>.zero
    ) { range, output in
      for row in range {
        let first = (row - range.lowerBound) * length
        var own = output._mutatingExtracting(first..<first + length)
        let place = SIMD2(row % smaller.y, row / smaller.y)
        for block in 0..<convolution.blocksOut {
          fill(&own, block, place, by: convolution, smaller.x)
        }
      }
    }
    return FeatureVolume(size: smaller, blocks: convolution.blocksOut, rows: made)
  }

  private func rowRange(_ row: Int) -> Range<Int> {
    let length = (size.x + 2) * blocks
    return row * length..<(row + 1) * length
  }

  /// One block of a row of features: two cells at a time, so that each weight is read for both.
  private func fill(
    _ output: inout MutableSpan<SIMD16<Float>>,
    _ block: Int,
    _ row: SIMD2<Int>,
    by convolution: Convolution,
    _ count: Int
  ) {
    let (rows, weights) = (rows.span, convolution.weights.span)
    let (step, reach) = (convolution.step, convolution.width / 2)
    let start = convolution.starts[block]
    var i = 0
    while i < count {
      let next = min(i + 1, count - 1)
      var (left, right) = (start, start)
      var tap = block * convolution.width * convolution.width * convolution.width
      for dk in -reach...reach {
        for dj in -reach...reach {
          let (j, k) = (row.x * step + dj, row.y * step + dk)
          guard j >= 0, k >= 0, j < size.y, k < size.z else {
            tap += convolution.width
            continue
          }
          let source = rows.extracting(rowRange(j + size.y * k))
          for di in -reach...reach {
            for own in 0..<blocks {
              let a = source[(i * step + di + 1) * blocks + own]
              let b = source[(next * step + di + 1) * blocks + own]
              let first = (tap * blocks + own) * 16
              let factors = weights.extracting(first..<first + 16)
              for lane in 0..<16 {
                left += factors[lane] * a[lane]
                right += factors[lane] * b[lane]
              }
            }
            tap += 1
          }
        }
      }
      if convolution.rectifies {
        left = pointwiseMax(left, .zero)
        right = pointwiseMax(right, .zero)
      }
      output[(i + 1) * convolution.blocksOut + block] = left
      output[(next + 1) * convolution.blocksOut + block] = right
      i += 2
    }
  }
}

/// How a layer of a network makes features of those of a cell and its neighbours.
package struct Convolution: Sendable {
  /// The blocks of 16 features that it reads of a cell.
  package let blocksIn: Int
  /// The blocks that it makes.
  package let blocksOut: Int
  /// 3 for a cell with its neighbours, 1 for a cell alone.
  package let width: Int
  /// 1, or 2 where it makes a lattice half as fine.
  package let step: Int
  /// Whether what is below zero becomes zero.
  package let rectifies: Bool
  /// The numbers that 16 features made take of each feature read: by block made, neighbour (i fastest),
  /// block read, feature.
  package let weights: [SIMD16<Float>]
  /// What each feature starts from, in blocks.
  package let starts: [SIMD16<Float>]

  /// A convolution.
  package init(
    width: Int,
    step: Int,
    rectifies: Bool,
    weights: [SIMD16<Float>],
    starts: [SIMD16<Float>]
  ) {
    precondition((width == 1 || width == 3) && (step == 1 || step == 2))
    let taps = width * width * width * starts.count * 16
    precondition(!weights.isEmpty && weights.count.isMultiple(of: taps))
    self.width = width
    self.step = step
    self.rectifies = rectifies
    self.weights = weights
    self.starts = starts
    blocksIn = weights.count / taps
    blocksOut = starts.count
  }
  /// The same, that begins with other numbers.
  package func starting(from start: SIMD16<Float>) -> Convolution {
    Convolution(
      width: width,
      step: step,
      rectifies: rectifies,
      weights: weights,
      starts: [start] + starts.dropFirst()
    )
  }
}

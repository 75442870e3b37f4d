/// The weights of a convolution along an axis.
///
/// response[i] = Σ weights[n] · image[i + middle − n].
package struct LineKernel: Hashable, Sendable {
  package let weights: [Double]
  /// The weight that falls on the voxel itself.
  package let middle: Int

  /// A kernel of so many weights; an even number is followed by a zero, so that there is a middle.
  package init(_ weights: [Double]) {
    self.weights = weights.count.isMultiple(of: 2) ? weights + [0] : weights
    middle = self.weights.count / 2
  }

  /// How far the kernel reaches to either side, in voxels.
  package var reach: Int { middle }

  /// The kernel turned round.
  package var flipped: LineKernel { LineKernel(weights.reversed()) }

  /// The kernel with zeros between its weights, so that these are as many voxels apart.
  ///
  /// - Source: the à trous algorithm; IBSI 2 reference manual, stationary wavelets.
  package func dilated(by factor: Int) -> LineKernel {
    var dilated = [Double](repeating: 0, count: factor * (weights.count - 1) + 1)
    for (place, weight) in weights.enumerated() { dilated[factor * place] = weight }
    return LineKernel(dilated)
  }
}

import Glibc

/// The discrete Fourier transform of lines of a length: X[k] = Σ x[n] exp(−2πi nk/N), not scaled.
///
/// Four lines go at a time, one in each lane of a vector. A length of factors 2, 3 and 5 takes
/// Stockham's algorithm; any other goes by Bluestein's over such a length. The error of a line is a few
/// log₂ N times the unit round-off, relative to the line's norm.
package struct FourierTransform: Sendable {
  /// The number of samples of a line.
  package let count: Int
  private let smooth: SmoothTransform
  private let chirp: Chirp?

  /// The transform of lines of a length.
  ///
  /// - Parameter count: the number of samples, at least 1.
  package init(count: Int) {
    self.count = count
    if Self.smoothLength(atLeast: count) == count {
      smooth = SmoothTransform(count: count)
      chirp = nil
    } else {
      smooth = SmoothTransform(count: Self.smoothLength(atLeast: 2 * count - 1))
      chirp = Chirp(count: count, smooth)
    }
  }

  /// The least number, not below another, that 2, 3 and 5 divide to 1.
  package static func smoothLength(atLeast count: Int) -> Int {
    var length = max(1, count)
    while true {
      var rest = length
      for factor in [2, 3, 5] {
        while rest % factor == 0 { rest /= factor }
      }
      if rest == 1 { return length }
      length += 1
    }
  }

  /// Replaces four lines by their transforms.
  ///
  /// - Precondition: the lines have ``count`` samples.
  package func forward(_ lines: inout ComplexLines) {
    precondition(lines.count == count, "lines of the transform's length")
    if let chirp { chirp.forward(&lines, smooth) } else { smooth.forward(&lines) }
  }

  /// Replaces four transforms by their lines: the inverse of ``forward(_:)``.
  ///
  /// - Precondition: the lines have ``count`` samples.
  package func inverse(_ lines: inout ComplexLines) {
    lines.exchangeParts(scale: 1)
    forward(&lines)
    lines.exchangeParts(scale: 1 / Double(count))
  }
}

/// A complex sample of each of four lines.
package struct ComplexLane: Hashable, Sendable {
  package var real: SIMD4<Double>
  package var imaginary: SIMD4<Double>

  package init(real: SIMD4<Double> = .zero, imaginary: SIMD4<Double> = .zero) {
    self.real = real
    self.imaginary = imaginary
  }

  @inline(__always)
  package static func + (a: Self, b: Self) -> Self {
    Self(real: a.real + b.real, imaginary: a.imaginary + b.imaginary)
  }

  @inline(__always)
  package static func - (a: Self, b: Self) -> Self {
    Self(real: a.real - b.real, imaginary: a.imaginary - b.imaginary)
  }

  @inline(__always)
  package static func * (a: Double, b: Self) -> Self {
    Self(real: a * b.real, imaginary: a * b.imaginary)
  }

  /// The lanes turned and scaled by one complex number, given as real and imaginary part.
  @inline(__always)
  package func times(_ factor: SIMD2<Double>) -> Self {
    Self(
      real: factor.x * real - factor.y * imaginary,
      imaginary: factor.x * imaginary + factor.y * real
    )
  }

  /// The lanes times −i.
  @inline(__always)
  var turnedBack: Self { Self(real: imaginary, imaginary: -real) }
}

/// Four lines of complex samples, with room to transform them.
package struct ComplexLines: Sendable {
  /// The samples, in order.
  package var samples: [ComplexLane]
  fileprivate var spare: [ComplexLane]

  /// Lines of zeros.
  package init(count: Int) {
    samples = [ComplexLane](repeating: ComplexLane(), count: count)
    spare = samples
  }

  /// The number of samples of a line.
  package var count: Int { samples.count }

  /// Replaces lines of a complex image by their transforms, four at a time.
  ///
  /// - Parameters:
  ///   - image: real and imaginary parts.
  ///   - transform: of the lines' length.
  ///   - start: the first sample of the first line.
  ///   - count: the number of lines.
  ///   - apart: from the first sample of a line to that of the next.
  ///   - steps: from one sample of a line to the next.
  package mutating func transform(
    _ image: inout MutableSpan<SIMD2<Double>>,
    by transform: FourierTransform,
    from start: Int,
    lines count: Int,
    apart: Int,
    steps: Int
  ) {
    precondition(
      count == 0 || start + (count - 1) * apart + (transform.count - 1) * steps < image.count,
      "lines within the image"
    )
    unsafe image.withUnsafeMutableBufferPointer { image in
      for first in stride(from: 0, to: count, by: 4) {
        let lanes = min(4, count - first)
        // Missing lanes repeat the first line; they are not written back.
        let steps4 = SIMD4(0, 1, 2, 3).replacing(with: 0, where: SIMD4(0, 1, 2, 3) .>= lanes)
        let places = start &+ first &* apart &+ steps4 &* apart
        unsafe load(image, places, steps)
        transform.forward(&self)
        unsafe store(image, places, steps, lanes)
      }
    }
  }

  /// Takes in four lines that begin at four places.
  private mutating func load(
    _ image: UnsafeMutableBufferPointer<SIMD2<Double>>,
    _ places: SIMD4<Int>,
    _ steps: Int
  ) {
    unsafe samples.withUnsafeMutableBufferPointer { samples in
      var places = places
      for place in samples.indices {
        let (a, b) = unsafe (image[places.x], image[places.y])
        let (c, d) = unsafe (image[places.z], image[places.w])
        unsafe samples[place] = ComplexLane(
          real: SIMD4(a.x, b.x, c.x, d.x),
          imaginary: SIMD4(a.y, b.y, c.y, d.y)
        )
        places &+= steps
      }
    }
  }

  /// Puts the first lines back.
  private func store(
    _ image: UnsafeMutableBufferPointer<SIMD2<Double>>,
    _ places: SIMD4<Int>,
    _ steps: Int,
    _ lanes: Int
  ) {
    unsafe samples.withUnsafeBufferPointer { samples in
      var places = places
      for place in samples.indices {
        let sample = unsafe samples[place]
        let (real, imaginary) = (sample.real, sample.imaginary)
        unsafe image[places.x] = SIMD2(real.x, imaginary.x)
        if lanes > 1 { unsafe image[places.y] = SIMD2(real.y, imaginary.y) }
        if lanes > 2 { unsafe image[places.z] = SIMD2(real.z, imaginary.z) }
        if lanes > 3 { unsafe image[places.w] = SIMD2(real.w, imaginary.w) }
        places &+= steps
      }
    }
  }

  /// Makes real parts imaginary and imaginary parts real.
  fileprivate mutating func exchangeParts(scale: Double) {
    for index in samples.indices {
      let sample = samples[index]
      samples[index] = ComplexLane(
        real: scale * sample.imaginary,
        imaginary: scale * sample.real
      )
    }
  }
}

/// The transform of a length of factors 2, 3 and 5.
///
/// - Source: Stockham's ordered algorithm; Van Loan, Computational Frameworks for the Fast Fourier
///   Transform (1992), 1.7.
private struct SmoothTransform: Sendable {
  let count: Int
  private let radices: [Int]
  /// exp(−2πi n/count) for each n.
  private let turns: [SIMD2<Double>]

  init(count: Int) {
    self.count = count
    var radices: [Int] = []
    var rest = count
    for radix in [4, 2, 3, 5] {
      while rest % radix == 0 {
        radices.append(radix)
        rest /= radix
      }
    }
    self.radices = radices
    turns = (0..<count).map { turn($0, of: count) }
  }

  func forward(_ lines: inout ComplexLines) {
    var (length, stride) = (count, 1)
    for radix in radices {
      length /= radix
      unsafe lines.samples.withUnsafeBufferPointer { source in
        unsafe lines.spare.withUnsafeMutableBufferPointer { target in
          switch radix {
          case 2: unsafe halve(source, target, length, stride)
          case 3: unsafe third(source, target, length, stride)
          case 4: unsafe quarter(source, target, length, stride)
          default: unsafe fifth(source, target, length, stride)
          }
        }
      }
      swap(&lines.samples, &lines.spare)
      stride *= radix
    }
  }

  private typealias Source = UnsafeBufferPointer<ComplexLane>
  private typealias Target = UnsafeMutableBufferPointer<ComplexLane>

  private func halve(_ source: Source, _ target: Target, _ length: Int, _ stride: Int) {
    for p in 0..<length {
      let turn = turns[p * stride]
      for q in 0..<stride {
        let a = unsafe source[q &+ stride &* p]
        let b = unsafe source[q &+ stride &* (p &+ length)]
        let into = q &+ stride &* 2 &* p
        unsafe target[into] = a + b
        unsafe target[into &+ stride] = (a - b).times(turn)
      }
    }
  }

  private func third(_ source: Source, _ target: Target, _ length: Int, _ stride: Int) {
    let sine = 3.0.squareRoot() / 2
    for p in 0..<length {
      let (first, second) = (turns[p * stride], turns[2 * p * stride])
      for q in 0..<stride {
        let a = unsafe source[q &+ stride &* p]
        let b = unsafe source[q &+ stride &* (p &+ length)]
        let c = unsafe source[q &+ stride &* (p &+ 2 &* length)]
        let sum = b + c
        let middle = a - 0.5 * sum
        let side = sine * (b - c).turnedBack
        let into = q &+ stride &* 3 &* p
        unsafe target[into] = a + sum
        unsafe target[into &+ stride] = (middle + side).times(first)
        unsafe target[into &+ 2 &* stride] = (middle - side).times(second)
      }
    }
  }

  private func quarter(_ source: Source, _ target: Target, _ length: Int, _ stride: Int) {
    for p in 0..<length {
      let (first, second) = (turns[p * stride], turns[2 * p * stride])
      let third = turns[3 * p * stride]
      for q in 0..<stride {
        let a = unsafe source[q &+ stride &* p]
        let b = unsafe source[q &+ stride &* (p &+ length)]
        let c = unsafe source[q &+ stride &* (p &+ 2 &* length)]
        let d = unsafe source[q &+ stride &* (p &+ 3 &* length)]
        let (even, odd) = (a + c, b + d)
        let (difference, turned) = (a - c, (b - d).turnedBack)
        let into = q &+ stride &* 4 &* p
        unsafe target[into] = even + odd
        unsafe target[into &+ stride] = (difference + turned).times(first)
        unsafe target[into &+ 2 &* stride] = (even - odd).times(second)
        unsafe target[into &+ 3 &* stride] = (difference - turned).times(third)
      }
    }
  }

  private func fifth(_ source: Source, _ target: Target, _ length: Int, _ stride: Int) {
    let (one, two) = (turn(1, of: 5), turn(2, of: 5))
    for p in 0..<length {
      let (first, second) = (turns[p * stride], turns[2 * p * stride])
      let (third, fourth) = (turns[3 * p * stride], turns[4 * p * stride])
      for q in 0..<stride {
        let a = unsafe source[q &+ stride &* p]
        let b = unsafe source[q &+ stride &* (p &+ length)]
        let c = unsafe source[q &+ stride &* (p &+ 2 &* length)]
        let d = unsafe source[q &+ stride &* (p &+ 3 &* length)]
        let e = unsafe source[q &+ stride &* (p &+ 4 &* length)]
        let (outer, inner) = (b + e, c + d)
        let (outerTurned, innerTurned) = ((b - e).turnedBack, (c - d).turnedBack)
        let near = a + one.x * outer + two.x * inner
        let far = a + two.x * outer + one.x * inner
        let nearSide = (-one.y) * outerTurned + (-two.y) * innerTurned
        let farSide = (-two.y) * outerTurned - (-one.y) * innerTurned
        let into = q &+ stride &* 5 &* p
        unsafe target[into] = a + outer + inner
        unsafe target[into &+ stride] = (near + nearSide).times(first)
        unsafe target[into &+ 2 &* stride] = (far + farSide).times(second)
        unsafe target[into &+ 3 &* stride] = (far - farSide).times(third)
        unsafe target[into &+ 4 &* stride] = (near - nearSide).times(fourth)
      }
    }
  }
}

/// What a transform of any length needs beside one of a smooth length.
///
/// - Source: Bluestein, IEEE Trans. Audio Electroacoust. 18:451 (1970).
private struct Chirp: Sendable {
  /// exp(−πi n²/count) for each n.
  private let turns: [SIMD2<Double>]
  /// The transform of the chirp that the line is convolved with, by the smooth length.
  private let spectrum: [SIMD2<Double>]

  init(count: Int, _ smooth: SmoothTransform) {
    let turns = (0..<count).map { turn($0 * $0 % (2 * count), of: 2 * count) }
    var lines = ComplexLines(count: smooth.count)
    for (index, turn) in turns.enumerated() {
      let sample = ComplexLane(
        real: SIMD4(repeating: turn.x),
        imaginary: SIMD4(repeating: -turn.y)
      )
      lines.samples[index] = sample
      if index > 0 { lines.samples[smooth.count - index] = sample }
    }
    smooth.forward(&lines)
    self.turns = turns
    let scale = 1 / Double(smooth.count)
    spectrum = lines.samples.map { SIMD2($0.real[0], $0.imaginary[0]) * scale }
  }

  func forward(_ lines: inout ComplexLines, _ smooth: SmoothTransform) {
    var long = ComplexLines(count: smooth.count)
    for index in turns.indices {
      long.samples[index] = lines.samples[index].times(turns[index])
    }
    smooth.forward(&long)
    for index in spectrum.indices {
      long.samples[index] = long.samples[index].times(spectrum[index])
    }
    // Back again, by the transform of the parts exchanged.
    long.exchangeParts(scale: 1)
    smooth.forward(&long)
    long.exchangeParts(scale: 1)
    for index in turns.indices {
      lines.samples[index] = long.samples[index].times(turns[index])
    }
  }
}

/// exp(−2πi part/whole).
private func turn(_ part: Int, of whole: Int) -> SIMD2<Double> {
  let angle = -2 * Double.pi * Double(part) / Double(whole)
  return SIMD2(cos(angle), sin(angle))
}

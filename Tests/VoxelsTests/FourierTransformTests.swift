import Foundation
import Testing
import Voxels

@Suite struct `The Fourier transform of a line` {
  /// Four lines of numbers without order.
  private func lines(_ count: Int) -> ComplexLines {
    var lines = ComplexLines(count: count)
    for index in 0..<count {
      let place = Double(index)
      lines.samples[index] = ComplexLane(
        real: SIMD4(
          sin(place * 1.7),
          cos(place * place),
          place.truncatingRemainder(dividingBy: 3),
          1
        ),
        imaginary: SIMD4(cos(place * 0.3), 0, sin(place + 2), -place / 7)
      )
    }
    return lines
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 8, 9, 12, 15, 16, 20, 25, 30, 32, 60, 7, 11, 13, 14, 67, 97])
  func `It is the sum that defines it, for lengths with and without small factors`(_ count: Int) {
    let original = lines(count)
    var found = original
    FourierTransform(count: count).forward(&found)
    for frequency in 0..<count {
      for lane in 0..<4 {
        var (real, imaginary) = (0.0, 0.0)
        for (index, sample) in original.samples.enumerated() {
          let angle = -2 * Double.pi * Double(index * frequency % count) / Double(count)
          real += sample.real[lane] * cos(angle) - sample.imaginary[lane] * sin(angle)
          imaginary += sample.real[lane] * sin(angle) + sample.imaginary[lane] * cos(angle)
        }
        #expect(abs(found.samples[frequency].real[lane] - real) < 1e-11)
        #expect(abs(found.samples[frequency].imaginary[lane] - imaginary) < 1e-11)
      }
    }
  }

  @Test(arguments: [1, 10, 41, 64, 270])
  func `The inverse brings the line back`(_ count: Int) {
    let original = lines(count)
    var found = original
    let transform = FourierTransform(count: count)
    transform.forward(&found)
    transform.inverse(&found)
    for (a, b) in zip(found.samples, original.samples) {
      for lane in 0..<4 {
        #expect(abs(a.real[lane] - b.real[lane]) < 1e-12)
        #expect(abs(a.imaginary[lane] - b.imaginary[lane]) < 1e-12)
      }
    }
  }

  @Test func `Smooth lengths are products of 2, 3 and 5`() {
    #expect(
      [1, 7, 11, 17, 97, 199, 257].map { FourierTransform.smoothLength(atLeast: $0) }
        == [1, 8, 12, 18, 100, 200, 270]
    )
  }
}

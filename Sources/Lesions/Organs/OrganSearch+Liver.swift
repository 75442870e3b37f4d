import Voxels

extension OrganSearch {
  /// The liver: the largest thick and even organ on the right, as warm as the tracer makes livers.
  mutating func findLiver() {
    let usual = physiology.uptake(of: .liver)
    let range = (usual.map { $0.from * 0.7 } ?? 0.8)...(usual.map { $0.to * 1.4 } ?? 8)
    let smooth = scan.smoothSUV
    let inside = liverPlace()
    var best: (core: Region, score: Double, level: Double)?
    var level = range.lowerBound
    while level <= range.upperBound {
      let even = smooth.region(in: Float(level * 0.75)...Float(level * 1.33), within: inside)
      if even.volumeMilliliters > 300 {
        for part in even.opened(14).components(.faces) where part.volumeMilliliters > 120 {
          let right = part.filter { left($0) < 0 }
          guard right.voxelCount * 10 > part.voxelCount * 6 else { continue }
          guard let median = smooth.median(in: part) else { continue }
          // Warmer and more even is likelier: muscle is cooler, several organs together are mixed.
          let even = smooth.region(in: Float(median * 0.85)...Float(median * 1.15), within: part)
          let score = min(Double(even.voxelCount) * 0.064, 1600) * level
          if score > best?.score ?? 0 { best = (part, score, level) }
        }
      }
      level *= 1.2
    }
    guard let best, let typical = smooth.median(in: best.core) else {
      miss(.liver, because: "no large organ of even uptake on the right of the trunk")
      return
    }
    var warm = smooth.region(in: Float(typical * 0.66)...Float(typical * 1.6), within: inside)
    var doubts: [String] = []
    if let ct = scan.smoothCT, let density = ct.median(in: best.core) {
      // What is as dense and warm; hotter parts come back where the liver encloses them.
      // Kidneys are about 25 HU less dense, muscle about 10.
      let dense = ct.region(in: Float(density - 17)...Float(density + 45), within: inside)
      warm = smooth.region(in: Float(typical * 0.6)...Float(typical * 1.4), within: dense)
        .subtracting(hotKidneys(beside: typical))
    } else {
      doubts.append("outlined by its uptake alone")
    }
    let near = best.core.dilated(byMillimeters: 25).intersection(warm)
    let grown = near.opened(9).components(touching: best.core).largestComponent
    var whole = grown.union(best.core).closed(12).filledInSlices()
      .intersection(inside.union(grown))
    if let ct = scan.smoothCT, let density = ct.median(in: best.core) {
      // Smoothing takes the liver's rim away where fat or lung adjoins it.
      let rim = ct.region(in: Float(density - 90)...Float(density + 60), within: inside)
      whole = whole.union(
        smooth.region(in: Float(typical * 0.4)...Float(typical * 1.4), within: rim)
          .intersection(whole.dilated(byMillimeters: 5))
      )
    }
    whole = whole.subtracting(softKidney(in: whole))
    if let usual, typical < usual.from || typical > usual.to {
      doubts.append(
        "its uptake, \(typical.twoDigits), is outside the usual \(usual.from) to \(usual.to)"
      )
    }
    if whole.volumeMilliliters < 500 { doubts.append("smaller than livers are") }
    take(.liver, whole, by: evidence, doubts: doubts + cutDoubts(whole))
  }

  /// Where a liver can be: deep in the trunk, below the lungs, in what isn't air, fat or bone.
  private func liverPlace() -> Region {
    var place = body.trunk.filter { body.depth[$0] > 9 }.subtracting(taken)
    if let ct = scan.smoothCT {
      place = ct.region(in: -15...220, within: place)
    }
    if let chest {
      place = place.filter { index in
        let height = chest.height(index)
        return height < 6 && height > -230
      }
    }
    return place
  }

  /// The right kidney where closing the liver's outline took it in.
  private func softKidney(in liver: Region) -> Region {
    // A fatty liver is no denser than a kidney: nothing tells them apart then.
    guard let ct = scan.smoothCT, skeleton != nil, let density = ct.median(in: liver),
      !kidneyDensity.contains(Float(density))
    else { return .empty(grid) }
    let beside = liver.filter { index in
      left(index) < -26 && left(index) > -95 && !isBeforeSpine(index, by: Self.kidneyMiddle)
    }
    // Kidneys are less dense than the liver, or denser where contrast agent was given.
    let soft = ct.region(in: kidneyDensity, within: beside).opened(7).components(.faces)
      .filter { $0.volumeMilliliters > 25 }
    return Region.union(soft, on: grid).dilated(byMillimeters: 4).intersection(beside)
  }

  /// What is hotter than the liver beside the spine: kidneys, when they take up more than the liver.
  private func hotKidneys(beside liver: Double) -> Region {
    guard let kidney = physiology.uptake(of: .kidneyRight),
      let usual = physiology.uptake(of: .liver), kidney.typical > 2 * usual.typical
    else { return .empty(grid) }
    return scan.smoothSUV.region(atLeast: Float(liver * 2.2), within: body.trunk)
      .components(.faces).reduce(Region.empty(grid)) { hot, part in
        part.volumeMilliliters > 40 ? hot.union(part.dilated(byMillimeters: 4)) : hot
      }
  }
}

extension Double {
  /// Two digits after the point, for doubts.
  var twoDigits: String {
    let hundredths = Int((self * 100).rounded())
    let rest = String(hundredths % 100)
    return "\(hundredths / 100).\(rest.count < 2 ? "0" : "")\(rest)"
  }
}

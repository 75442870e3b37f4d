extension Anatomy {
  /// The places of this body where a lesion of a site can grow, each in a tissue that may host it.
  ///
  /// - Parameter site: the kind of site.
  /// - Returns: places with their weights, in a fixed order; none where the body lacks the organ.
  /// - Source: breast quadrants: Am J Surg 2008;195:641; node stations, shares of bones and of parts
  ///   of the stomach are assumed.
  public func places(for site: LesionSite) -> [LesionPlace] {
    let candidates =
      switch site {
      case .breast: breastPlaces
      case .stomach: stomachPlaces
      case .axillaryNode: axillaryPlaces
      case .internalMammaryNode: internalMammaryPlaces
      case .mediastinalNode: mediastinalPlaces
      case .abdominalNode: abdominalPlaces
      case .liver: liverPlaces
      case .bone: bonePlaces
      case .lung: lungPlaces
      case .brain: brainPlaces
      case .peritoneum: peritoneumPlaces
      }
    return candidates.compactMap(hosted)
  }

  /// Where the tracer can have been given: the bend of each elbow and the back of each hand.
  public var injectionSites: [LesionPlace] {
    plan.limbs.injectionPlaces.compactMap { place in
      hosted(
        LesionPlace(
          name: place.side > 0 ? "left \(place.name)" : "right \(place.name)",
          position: SIMD3<Double>(place.position),
          hosts: [.fat, .muscle, .skin, .veins],
          normal: SIMD3(0, -1, 0),
          side: place.side > 0 ? .left : .right,
          weight: 1
        )
      )
    }
  }

  /// The courses of the right and the left ureter, from kidney to bladder, in LPS mm.
  public var ureters: [[SIMD3<Double>]] {
    [Float(-1), 1].map { side in
      let course = plan.belly.ureter(side, bladder: plan.pelvicOrgans.bladderCentre)
      return smoothed(course, pieces: 6).map { SIMD3<Double>(plan.frame.at($0.place)) }
    }
  }

  /// The place itself or, when its tissue can't host a lesion, the nearest one around that can;
  /// `nil` when there is none within 20 mm.
  private func hosted(_ place: LesionPlace) -> LesionPlace? {
    for radius in [0.0, 2, 4, 6, 9, 12, 16, 20] {
      for turn in radius == 0 ? [SIMD3<Double>.zero] : Self.directions {
        let position = place.position + turn * radius
        guard place.hosts.contains(tissue(at: position)) else { continue }
        return LesionPlace(
          name: place.name,
          position: position,
          hosts: place.hosts,
          normal: place.normal,
          side: place.side,
          weight: place.weight
        )
      }
    }
    return nil
  }

  /// Twenty-six directions, the axes first.
  private static let directions: [SIMD3<Double>] = {
    var all: [SIMD3<Double>] = []
    for x in -1...1 {
      for y in -1...1 {
        for z in -1...1 where (x, y, z) != (0, 0, 0) {
          let way = SIMD3(Double(x), Double(y), Double(z))
          all.append(way / (way * way).sum().squareRoot())
        }
      }
    }
    return all.sorted { abs($0.max()) + abs($0.min()) > abs($1.max()) + abs($1.min()) }
  }()

  // MARK: Making places

  private static let nodeHosts: Set<Tissue> = [
    .fat, .visceralFat, .softTissue, .lymphNode, .muscle,
  ]

  private func place(
    _ name: String,
    _ position: SIMD3<Float>,
    in hosts: Set<Tissue>,
    facing normal: SIMD3<Float> = SIMD3(0, 0, 1),
    weight: Double = 1
  ) -> LesionPlace {
    LesionPlace(
      name: name,
      position: SIMD3<Double>(position),
      hosts: hosts,
      normal: SIMD3<Double>(normal.unit),
      side: position.x > 8 ? .left : position.x < -8 ? .right : .midline,
      weight: weight
    )
  }

  /// The same place on both sides; standard mm with x on the left.
  private func pair(
    _ name: String,
    _ p: SIMD3<Float>,
    in hosts: Set<Tissue> = nodeHosts,
    weight: Double = 1
  ) -> [LesionPlace] {
    [("left", Float(1)), ("right", -1)].map { word, side in
      place(
        "\(word) \(name)",
        plan.frame.at(SIMD3(p.x * side, p.y, p.z)),
        in: hosts,
        facing: SIMD3(side, 0, 0),
        weight: weight
      )
    }
  }

  private func single(
    _ name: String,
    _ p: SIMD3<Float>,
    in hosts: Set<Tissue> = nodeHosts,
    weight: Double = 1
  ) -> LesionPlace {
    place(name, plan.frame.at(p), in: hosts, weight: weight)
  }

  /// Points spread evenly through a box of standard mm, those that some tissues hold.
  private func spread(
    _ count: Int,
    _ lower: SIMD3<Float>,
    _ upper: SIMD3<Float>,
    in hosts: Set<Tissue>,
    clear: Double
  ) -> [SIMD3<Float>] {
    var points: [SIMD3<Float>] = []
    var index = 1
    while points.count < count, index < 40 * count {
      let t = SIMD3(halton(index, 2), halton(index, 3), halton(index, 5))
      let point = plan.frame.at(lower + (upper - lower) * t)
      index += 1
      let whole = SIMD3<Double>(point)
      guard hosts.contains(tissue(at: whole)) else { continue }
      let surrounded = Self.directions.prefix(6).allSatisfy {
        hosts.contains(tissue(at: whole + $0 * clear))
      }
      if surrounded { points.append(point) }
    }
    return points
  }

  // MARK: Breast and stomach

  private var breastPlaces: [LesionPlace] {
    guard build.sex == .female else { return [] }
    let quadrants: [(String, SIMD2<Float>, Double)] = [
      ("upper outer", SIMD2(1, 1), 58), ("upper inner", SIMD2(-1, 1), 14),
      ("lower outer", SIMD2(1, -1), 10), ("lower inner", SIMD2(-1, -1), 9),
      ("centre", SIMD2(0, 0), 9),
    ]
    return [("left", Float(1)), ("right", -1)].flatMap { word, side in
      quadrants.map { name, way, weight in
        let breast = plan.breasts.skin(side, fat: plan.fat)
        let out = plan.breasts.direction(side)
        let radius = plan.breasts.radius(side)
        let lateral = SIMD3<Float>(side, 0.42, 0).unit
        let point =
          breast.centre + out * (radius * 0.26)
          + (lateral * way.x + SIMD3(0, 0, way.y)) * (radius * 0.34)
        return place(
          "\(word) breast, \(name)",
          point,
          in: [.fat, .rightBreast, .leftBreast],
          facing: out,
          weight: weight
        )
      }
    }
  }

  private var stomachPlaces: [LesionPlace] {
    let s = plan.belly.stomachStations
    func wall(_ name: String, _ station: SIMD4<Float>, _ way: SIMD3<Float>, _ weight: Double)
      -> LesionPlace
    {
      let middle = plan.frame.at(station.place)
      let out = way.unit
      // From the middle outward to the wall.
      var point = middle
      for step in 0..<50 {
        point = middle + out * Float(step)
        if tissue(at: SIMD3<Double>(point)) == .stomachWall { break }
      }
      return place(
        name,
        point + out * 2,
        in: [.stomachWall, .stomachContent, .visceralFat],
        facing: out,
        weight: weight
      )
    }
    return [
      wall("stomach, cardia", s[1], SIMD3(-1, 0.2, 0.4), 30),
      wall("stomach, fundus", s[0], SIMD3(0.2, 0.6, 1), 5),
      wall("stomach, lesser curve", s[2], SIMD3(-1, 0.2, 0), 14),
      wall("stomach, greater curve", s[2], SIMD3(1, 0, -0.2), 8),
      wall("stomach, back wall of the body", s[3], SIMD3(0, 1, 0.2), 8),
      wall("stomach, front of the antrum", s[5], SIMD3(0, -1, -0.2), 12),
      wall("stomach, lesser curve of the antrum", s[5], SIMD3(0, 0.2, 1), 13),
      wall("stomach, greater curve of the antrum", s[4], SIMD3(0.3, 0, -1), 10),
    ]
  }

  // MARK: Nodes

  private var axillaryPlaces: [LesionPlace] {
    var places: [LesionPlace] = []
    for (index, shift) in [
      SIMD3<Float>(0, 0, 0), SIMD3(4, 12, -14), SIMD3(-2, -10, -8), SIMD3(5, 4, -26),
      SIMD3(-4, 8, 12), SIMD3(2, -6, -38),
    ].enumerated() {
      places += pair("axillary node, level I (\(index + 1))", SIMD3(146, 6, 604) + shift, weight: 2)
    }
    for (index, shift) in [SIMD3<Float>(0, 0, 0), SIMD3(-8, -6, 6)].enumerated() {
      places += pair(
        "axillary node, level II (\(index + 1))",
        SIMD3(128, -14, 630) + shift,
        weight: 2
      )
    }
    places += pair("axillary node, level III", SIMD3(102, -28, 650), weight: 2)
    places += pair("supraclavicular node", SIMD3(56, -10, 694), weight: 2)
    places += pair("cervical node", SIMD3(42, 0, 745), weight: 0.7)
    return places
  }

  private var internalMammaryPlaces: [LesionPlace] {
    let spaces: [(String, Float, Double)] = [
      ("first", 622, 1), ("second", 594, 1), ("third", 566, 0.8),
    ]
    return spaces.flatMap { name, z, weight in
      pair(
        "internal mammary node, \(name) space",
        SIMD3(25, RibCage.sternumDepth(z) + 9, z),
        weight: weight
      )
    }
  }

  private var mediastinalPlaces: [LesionPlace] {
    [
      single("right upper paratracheal node", SIMD3(-20, -2, 622)),
      single("right lower paratracheal node", SIMD3(-16, -2, 592), weight: 1.5),
      single("left paratracheal node", SIMD3(14, 2, 622)),
      single("aortopulmonary node", SIMD3(24, -20, 582)),
      single("prevascular node", SIMD3(14, -44, 600)),
      single("subcarinal node", SIMD3(2, 14, 545), weight: 1.5),
    ] + pair("hilar node", SIMD3(46, 8, 556), weight: 1)
  }

  private var abdominalPlaces: [LesionPlace] {
    [
      single("left gastric node", SIMD3(36, -10, 384), weight: 2),
      single("greater curve node", SIMD3(66, -62, 312), weight: 2),
      single("coeliac node", SIMD3(10, -16, 392), weight: 1.5),
      single("hepatoduodenal node", SIMD3(-26, -14, 352), weight: 1.5),
      single("splenic hilum node", SIMD3(78, 22, 366)),
      single("left para-aortic node", SIMD3(20, 6, 316), weight: 1.5),
      single("lower left para-aortic node", SIMD3(18, 8, 286), weight: 1.5),
      single("aortocaval node", SIMD3(-6, 2, 306)), single("retrocaval node", SIMD3(-20, 20, 330)),
    ] + pair("common iliac node", SIMD3(36, 12, 214))
      + pair("external iliac node", SIMD3(62, -26, 140))
      + pair("internal iliac node", SIMD3(50, 36, 150)) + pair("inguinal node", SIMD3(76, -72, 54))
  }

  // MARK: Liver, lung, brain, peritoneum

  private var liverPlaces: [LesionPlace] {
    let hosts: Set<Tissue> = [.liver, .portalVein]
    return spread(28, SIMD3(-134, -90, 290), SIMD3(80, 80, 470), in: hosts, clear: 13).map {
      point in
      let standard = point.x / plan.frame.width(390)
      let upper = point.z > plan.frame.z(388 + plan.draws.diaphragm)
      let segment =
        if standard > 6 { upper ? "2" : "3" } else if standard > -34 {
          upper ? "4a" : "4b"
        } else if point.y < 0 {
          upper ? "8" : "5"
        } else { upper ? "7" : "6" }
      return place("liver, segment \(segment)", point, in: hosts)
    }
  }

  private var lungPlaces: [LesionPlace] {
    [(Tissue.rightLung, Float(-1), "right"), (.leftLung, 1, "left")].flatMap { tissue, side, word in
      spread(
        14,
        SIMD3(side > 0 ? 14 : -134, -90, 390),
        SIMD3(side > 0 ? 134 : -14, 80, 690),
        in: [tissue, .pulmonaryVessels],
        clear: 9
      ).map { point in
        let z = plan.frame.standardHeight(point.z) - 0.5 * point.y
        let lobe = z > 560 ? "upper" : z > 505 && side < 0 ? "middle" : z > 520 ? "upper" : "lower"
        return place("\(word) lung, \(lobe) lobe", point, in: [tissue])
      }
    }
  }

  private var brainPlaces: [LesionPlace] {
    let cerebrum: Set<Tissue> = [.greyMatter, .whiteMatter]
    return spread(14, SIMD3(-66, -86, 820), SIMD3(66, 86, 926), in: cerebrum, clear: 6).map {
      point in
      let y = point.y / plan.frame.depth(870)
      let lobe = y < -25 ? "frontal" : y < 35 ? "parietal" : "occipital"
      return place("\(point.x > 0 ? "left" : "right") brain, \(lobe)", point, in: cerebrum)
    }
      + pair("cerebellum", SIMD3(24, 50, 832), in: [.cerebellum], weight: 2)
  }

  private var peritoneumPlaces: [LesionPlace] {
    let omentum = spread(
      16,
      SIMD3(-90, -96, 170),
      SIMD3(90, -50, 330),
      in: [.visceralFat],
      clear: 3
    )
    .map { place("omentum", $0, in: [.visceralFat], facing: SIMD3(0, -1, 0)) }
    return omentum + pair("paracolic gutter", SIMD3(118, 20, 250), in: [.visceralFat], weight: 2)
      + pair("subphrenic peritoneum", SIMD3(100, 30, 425), in: [.visceralFat, .muscle], weight: 1)
      + [
        single("pouch between bladder and rectum", SIMD3(6, 34, 100), in: [.visceralFat], weight: 4)
      ]
  }

  // MARK: Bone

  private var bonePlaces: [LesionPlace] {
    let hosts = Tissue.redMarrow.union([.corticalBone])
    var places: [LesionPlace] = []
    for vertebra in Spine.vertebrae where vertebra.marrow != .cervicalMarrow {
      // The larger the vertebra, the more marrow it has.
      let weight = Double(vertebra.half.x * vertebra.half.y * vertebra.half.z) / 4000 * 45 / 18
      places.append(
        place("\(vertebra.name)", plan.frame.at(vertebra.centre), in: hosts, weight: weight)
      )
    }
    places.append(single("sacrum", SIMD3(0, 58, 200), in: hosts, weight: 4))
    places += pair("ilium, back", SIMD3(62, 62, 190), in: hosts, weight: 3.5)
    places += pair("ilium, wing", SIMD3(116, 8, 200), in: hosts, weight: 2.5)
    places += pair("acetabulum", SIMD3(84, 8, 124), in: hosts, weight: 2)
    places += pair("ischium", SIMD3(66, 42, 28), in: hosts, weight: 1)
    places += pair("pubis", SIMD3(40, -46, 80), in: hosts, weight: 0.8)
    for number in 3...9 {
      for side: Float in [-1, 1] {
        let course = plan.ribCage.rib(number, side)
        let word = side > 0 ? "left" : "right"
        places.append(
          place(
            "\(word) rib \(number), side",
            course[course.count * 6 / 10],
            in: hosts,
            weight: 0.65
          )
        )
        places.append(place("\(word) rib \(number), back", course[4], in: hosts, weight: 0.45))
      }
    }
    places.append(
      single("manubrium", SIMD3(0, RibCage.sternumDepth(626), 626), in: hosts, weight: 3)
    )
    places.append(
      single("body of the sternum", SIMD3(0, RibCage.sternumDepth(535), 535), in: hosts, weight: 4)
    )
    for side: Float in [-1, 1] {
      let word = side > 0 ? "left" : "right"
      places.append(place("\(word) femoral head", plan.limbs.hip(side), in: hosts, weight: 1))
    }
    places += pair("proximal femur", SIMD3(118, 13, 62), in: hosts, weight: 2)
    places += pair("skull", SIMD3(50, 40, 915), in: hosts, weight: 1.5)
    places += pair("scapula", SIMD3(136, 8, 630), in: hosts, weight: 1)
    return places
  }
}

/// The Halton sequence: evenly spread numbers between 0 and 1.
///
/// - Source: Halton, Numer Math 1960;2:84.
private func halton(_ index: Int, _ base: Int) -> Float {
  var fraction: Float = 1
  var value: Float = 0
  var left = index
  while left > 0 {
    fraction /= Float(base)
    value += fraction * Float(left % base)
    left /= base
  }
  return value
}

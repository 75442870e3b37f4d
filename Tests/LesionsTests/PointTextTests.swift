import Testing

@testable import Lesions

@Suite struct PointTextTests {
  @Test func `PERCIST's regions need no size, others do`() throws {
    let point = SIMD3(-62.5, 10, -310)
    let liver = try ReferenceRequest(parsing: "Liver: -62.5, 10, -310")
    #expect(liver.tissue == .liver)
    #expect(liver.placement == .sphere(center: point, diameterMillimeters: 30))
    #expect(liver.placement == .liver(center: point))
    let aorta = try ReferenceRequest(parsing: "blood-pool:-62.5,10,-310")
    #expect(aorta.placement == .bloodPool(center: point))
    let muscle = try ReferenceRequest(parsing: "muscle:-62.5,10,-310,diameter=12,length=30")
    #expect(
      muscle.placement
        == .cylinder(
          center: point,
          axis: SIMD3(0, 0, 1),
          diameterMillimeters: 12,
          lengthMillimeters: 30
        )
    )
  }

  @Test(
    arguments: [
      ("spleen:1,2,3", "diameter above zero"), ("kidney:1,2,3", "'kidney' is not known"),
      ("liver:1,2", "2 coordinates"), ("liver:1,2,x", "'x' is not a number"),
      ("liver:1,2,3,size=4", "'size' is not known here"), ("liver", "'liver' is not a number"),
      ("liver:1,,3", "'' is not a number"), ("liver:1,2,3,diameter=-4", "above zero"),
      ("liver:1,2,inf", "'inf' is not a number"),
    ]
  )
  func `a reference that can't be read says what to write`(text: String, hint: String) {
    let error = #expect(throws: PointTextError.self) { try ReferenceRequest(parsing: text) }
    #expect(error?.description.contains(hint) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("TISSUE:X,Y,Z") == true)
  }

  @Test func `seeds may have a name, with a colon in it too`() throws {
    #expect(
      try Seed(parsing: "1,-2,3.5", label: "4") == Seed(label: "4", position: SIMD3(1, -2, 3.5))
    )
    #expect(
      try Seed(parsing: "node 10: left:1,2,3", label: "4")
        == Seed(label: "node 10: left", position: SIMD3(1, 2, 3))
    )
    #expect(throws: PointTextError.self) { try Seed(parsing: "1,2,3,4", label: "4") }
    #expect(throws: PointTextError.self) { try Seed(parsing: "1,2,3,radius=4", label: "4") }
  }
}

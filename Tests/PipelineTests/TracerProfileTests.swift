import Lesions
import Testing
import Uptake

@testable import Pipeline

@Suite struct TracerProfileTests {
  @Test func `Every shipped profile has methods that can be read, and a source for each value`()
    throws
  {
    let profiles = try TracerProfile.shipped()
    #expect(Set(profiles.map(\.id)).count == profiles.count)
    for profile in profiles {
      _ = try SegmentationMethod(parsing: profile.preselection.method)
      _ = try SegmentationMethod(parsing: profile.lesionMethod.method)
      for source in [
        profile.longestUptakeHours.source, profile.uptakeWindowMinutes.source,
        profile.preselection.source, profile.lesionMethod.source,
      ] { #expect(source.count > 10) }
      #expect(profile.uptakeWindowMinutes.from < profile.uptakeWindowMinutes.to)
      #expect(
        profile.uptakeWindowMinutes.to <= profile.longestUptakeHours.value * 60,
        "\(profile.id): the window lies within the longest uptake"
      )
    }
  }

  @Test func `A profile's longest uptake holds for 64Cu at 48 h and 89Zr on day 7`() throws {
    let hours = Dictionary(
      uniqueKeysWithValues: try TracerProfile.shipped().map { ($0.id, $0.longestUptakeHours.value) }
    )
    #expect(try #require(hours["64Cu-trastuzumab"]) >= 48)
    #expect(try #require(hours["89Zr-trastuzumab"]) >= 7 * 24)
  }

  @Test func `What a person says stands before what the profile says`() throws {
    let profile = try #require(try TracerProfile.shipped().first)
    let own = SUVSettings(policy: .lenient, longestUptakeSeconds: 1234)
    #expect(own.completed(by: profile).longestUptakeSeconds == 1234)
    let open = SUVSettings(policy: .lenient, longestUptakeSeconds: nil)
    #expect(
      open.completed(by: profile).longestUptakeSeconds == profile.longestUptakeHours.value * 3600
    )
    #expect(open.completed(by: nil).longestUptakeSeconds == nil)
  }

  @Test func `Every profile says what each organ takes up, with a source and a sensible range`()
    throws
  {
    for profile in try TracerProfile.shipped() {
      let physiology = profile.physiology
      #expect(physiology.tracer == profile.id)
      let organs = physiology.organs.map(\.organ)
      #expect(Set(organs).count == organs.count, "\(profile.id): each organ once")
      #expect(Set(organs) == Set(Organ.allCases).subtracting([.injectionSite]))
      for uptake in physiology.organs {
        #expect(uptake.from > 0 && uptake.from < uptake.to, "\(profile.id): \(uptake.organ)")
        #expect(uptake.to <= uptake.highest, "\(profile.id): \(uptake.organ)")
        #expect(uptake.source.count > 10)
      }
      for organ in Organ.allCases where organ.side == .left {
        let right = organ.counterpart.flatMap(physiology.uptake(of:))
        #expect(physiology.uptake(of: organ)?.highest == right?.highest, "both sides alike")
      }
    }
  }
}

import Voxels

/// The hills of an uptake: every peak that stands out from its surroundings, and the land about it.
///
/// Voxels are taken from the highest down. One without a taken neighbour is a new peak; others join the
/// hill of their highest neighbour. Where two hills meet, the lower one joins the higher unless its peak
/// stands far enough above the pass between them; so noise makes no hills, and a small focus on the slope
/// of a hot organ keeps its own.
///
/// - Source: Chazal, Guibas, Oudot, Skraba: Persistence-based clustering in Riemannian manifolds, J ACM
///   2013;60:41.
struct UptakePeaks: Sendable {
  /// A hill.
  struct Peak: Sendable {
    /// The offset of the highest voxel.
    let offset: Int
    /// Its value.
    let value: Float
    /// The highest pass to a higher hill; 0 where the hill stands alone.
    var pass: Float
    /// The number of voxels of the hill.
    var voxelCount: Int
  }

  /// The hills, from the highest peak down.
  let peaks: [Peak]
  /// The hill of each voxel of the grid; -1 for none.
  let hills: [Int32]
  /// The highest pass between each two hills that meet.
  let passes: [Meeting: Float]

  /// Two hills that meet, the one with the higher peak first.
  struct Meeting: Hashable, Sendable {
    let higher: Int32
    let lower: Int32
  }

  /// The hills of a field.
  ///
  /// - Parameters:
  ///   - field: values on the grid.
  ///   - grid: where they lie.
  ///   - floor: voxels below this value, above zero, belong to no hill.
  ///   - prominence: how far a peak has to stand above a pass, as a share of the pass' value.
  init(of field: [Float], on grid: Grid, floor: Float, prominence: Float) {
    precondition(field.count == grid.voxelCount, "a value for each voxel")
    let order = Self.fromTheHighest(field, floor: floor)
    let size = grid.size
    let steps = Connectivity.corners.steps
    let jumps = steps.map { $0.x + size.x * ($0.y + size.y * $0.z) }
    var labels = [Int32](repeating: -1, count: field.count)
    var peaks: [Peak] = []
    var parents: [Int32] = []
    var met: [Meeting: Float] = [:]

    unsafe labels.withUnsafeMutableBufferPointer { labels in
      unsafe field.withUnsafeBufferPointer { field in
        func root(_ label: Int32) -> Int32 {
          var label = label
          while parents[Int(label)] != label {
            parents[Int(label)] = parents[Int(parents[Int(label)])]
            label = parents[Int(label)]
          }
          return label
        }
        for entry in order {
          let here = Int(entry)
          let index = grid.index(at: here)
          let isInner =
            index.x > 0 && index.y > 0 && index.z > 0 && index.x < size.x - 1
            && index.y < size.y - 1 && index.z < size.z - 1
          let value = unsafe field[here]
          var best: Int32 = -1
          var bestValue = -Float.infinity
          var isPass = false
          var first: Int32 = -1
          for number in 0..<steps.count {
            if !isInner {
              let other = index &+ steps[number]
              guard all(other .>= .zero), all(other .< size) else { continue }
            }
            let there = here &+ jumps[number]
            let label = unsafe labels[there]
            guard label >= 0 else { continue }
            if first < 0 { first = label } else if label != first { isPass = true }
            let height = unsafe field[there]
            if height > bestValue {
              bestValue = height
              best = label
            }
          }
          guard best >= 0 else {
            unsafe labels[here] = Int32(peaks.count)
            parents.append(Int32(peaks.count))
            peaks.append(Peak(offset: here, value: value, pass: 0, voxelCount: 1))
            continue
          }
          guard isPass else {
            // Every taken neighbour has one label.
            unsafe labels[here] = root(best)
            continue
          }
          for number in 0..<steps.count {
            if !isInner {
              let other = index &+ steps[number]
              guard all(other .>= .zero), all(other .< size) else { continue }
            }
            let label = unsafe labels[here &+ jumps[number]]
            guard label >= 0 else { continue }
            let (a, b) = (root(label), root(best))
            guard a != b else { continue }
            // Labels are given from the highest peak down.
            let (higher, lower) = (min(a, b), max(a, b))
            let peak = peaks[Int(lower)].value
            if peak - value < prominence * value {
              parents[Int(lower)] = higher
            } else {
              // Whoever stands out here does so at every lower pass: both keep their hills.
              peaks[Int(lower)].pass = max(peaks[Int(lower)].pass, value)
              let meeting = Meeting(higher: higher, lower: lower)
              if met[meeting] == nil { met[meeting] = value }
            }
          }
          unsafe labels[here] = root(best)
        }
        // Hills that joined others give up their numbers.
        var numbers = [Int32](repeating: -1, count: peaks.count)
        var kept: [Peak] = []
        for label in peaks.indices where parents[label] == Int32(label) {
          numbers[label] = Int32(kept.count)
          var peak = peaks[label]
          peak.voxelCount = 0
          kept.append(peak)
        }
        for entry in order {
          let number = unsafe numbers[Int(root(labels[Int(entry)]))]
          unsafe labels[Int(entry)] = number
          kept[Int(number)].voxelCount += 1
        }
        peaks = kept
        // Values come in order but for their last digits, so a hill that once stood out may have joined.
        var passes: [Meeting: Float] = [:]
        for (meeting, value) in met {
          let (a, b) = (
            numbers[Int(root(meeting.higher))], numbers[Int(root(meeting.lower))]
          )
          guard a != b else { continue }
          let both = Meeting(higher: min(a, b), lower: max(a, b))
          passes[both] = max(passes[both] ?? 0, value)
        }
        met = passes
      }
    }
    self.peaks = peaks
    hills = labels
    passes = met
  }

  /// The offsets of the values that reach a floor, from the highest down; values that share their first
  /// twelve binary digits in storage order.
  private static func fromTheHighest(_ field: [Float], floor: Float) -> [Int32] {
    precondition(floor > 0, "a floor above zero")
    // The bits of positive numbers sort as the numbers do.
    let shift: UInt32 = 12
    let highest = field.reduce(floor) { $1.isFinite && $1 > $0 ? $1 : $0 }
    let top = highest.bitPattern >> shift
    let bottom = floor.bitPattern >> shift
    var starts = [Int](repeating: 0, count: Int(top - bottom) + 2)
    func bucket(_ value: Float) -> Int { Int(top - value.bitPattern >> shift) }
    for value in field where value >= floor && value.isFinite { starts[bucket(value) + 1] += 1 }
    for place in 1..<starts.count { starts[place] += starts[place - 1] }
    var order = [Int32](repeating: 0, count: starts[starts.count - 1])
    for (offset, value) in field.enumerated() where value >= floor && value.isFinite {
      let place = bucket(value)
      order[starts[place]] = Int32(truncatingIfNeeded: offset)
      starts[place] += 1
    }
    return order
  }
}

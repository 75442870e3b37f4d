/// Which voxels count as neighbours of a voxel.
public enum Connectivity: Int, Sendable, CaseIterable, Codable {
  /// The 6 voxels that share a face.
  case faces = 6
  /// The 18 voxels that share a face or an edge.
  case edges = 18
  /// The 26 voxels that share a face, an edge or a corner.
  case corners = 26

  /// The largest number of steps along an axis to a neighbour.
  private var stepLimit: Int {
    switch self {
    case .faces: 1
    case .edges: 2
    case .corners: 3
    }
  }

  /// The neighbourhood as rows: how far it reaches along i in each neighbouring row, and the voxel's
  /// own row.
  var rows: [NeighbourRow] {
    var rows: [NeighbourRow] = []
    for slices in -1...1 {
      for rowStep in -1...1 {
        let steps = abs(slices) + abs(rowStep)
        let reach = min(1, stepLimit - steps)
        guard reach >= 0 else { continue }
        rows.append(NeighbourRow(rows: rowStep, slices: slices, columns: -reach...reach))
      }
    }
    return rows
  }

  /// The neighbours as steps in i, j and k, in storage order.
  package var steps: [SIMD3<Int>] {
    rows.flatMap { row in
      row.columns.map { SIMD3($0, row.rows, row.slices) }
    }.filter { $0 != .zero }
  }
}

/// A row beside a voxel, and which voxels of it a neighbourhood holds.
struct NeighbourRow: Equatable {
  /// The step in j.
  let rows: Int
  /// The step in k.
  let slices: Int
  /// The steps in i.
  let columns: ClosedRange<Int>
}

import Foundation
import TestSupport
import Testing
import Voxels

@testable import NIfTI

@Suite(.enabled(if: PythonOracle.isPresent, "needs .build-oracles with nibabel and SimpleITK"))
struct `Other programs` {
  @Test(arguments: [oblique, upright, sheared], ["nii", "nii.gz"])
  func `read what we write, with nibabel`(affine: Affine, suffix: String) throws {
    try withTemporaryFolder { folder in
      var volume = try makeVolume(affine)
      volume.values[1] = 0
      let path = folder.appendingPathComponent("suv.\(suffix)").path
      try NIfTIFile.write(volume, to: path)
      let lines = try PythonOracle.run(
        """
        import nibabel, sys
        image = nibabel.load(sys.argv[1]); h = image.header
        print(*image.shape, h.get_data_dtype(), int(h['sform_code']), int(h['qform_code']),
          h.get_xyzt_units()[0], float(h['scl_slope']) if h['scl_slope'] == h['scl_slope'] else 1)
        print(*image.affine.ravel())
        print(*image.get_qform().ravel())
        print(*[x.hex() for x in image.get_fdata().ravel(order='F')])
        """,
        path
      )
      let isSheared = affine == sheared
      #expect(lines[0] == "5 4 3 float32 1 \(isSheared ? 0 : 1) mm 1")
      let expected = Orientation(affine).rows.joined() + [0, 0, 0, 1]
      for (x, y) in zip(lines[1].split(separator: " "), expected) {
        #expect(try abs(#require(Double(x)) - y) < 1e-4)
      }
      if !isSheared {
        for (x, y) in zip(lines[2].split(separator: " "), expected) {
          #expect(try abs(#require(Double(x)) - y) < 1e-3)
        }
      }
      #expect(lines[3].split(separator: " ").compactMap { Float($0) } == volume.values)
    }
  }

  /// ITK works in LPS as we do: the place of a voxel has to be the same number.
  @Test func `read what we write, with SimpleITK, in the same places`() throws {
    try withTemporaryFolder { folder in
      let volume = try makeVolume(oblique)
      let path = folder.appendingPathComponent("suv.nii.gz").path
      try NIfTIFile.write(volume, to: path)
      let lines = try PythonOracle.run(
        """
        import SimpleITK, sys
        image = SimpleITK.ReadImage(sys.argv[1])
        print(*image.TransformIndexToPhysicalPoint((4, 3, 2)), image[4, 3, 2])
        """,
        path
      )
      let numbers = lines[0].split(separator: " ").compactMap { Double($0) }
      let position = volume.grid.position(of: SIMD3(4, 3, 2))
      for i in 0..<3 { #expect(abs(numbers[i] - position[i]) < 1e-3) }
      #expect(Float(numbers[3]) == volume[SIMD3(4, 3, 2)])
    }
  }

  /// Browsers' readers stop after the first member of a gzip file, so there must be one only.
  @Test func `find one whole gzip member, without a time`() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("suv.nii.gz").path
      // Large enough for several compressed blocks.
      try NIfTIFile.write(makeVolume(upright, size: SIMD3(128, 128, 24)), to: path)
      let lines = try PythonOracle.run(
        """
        import sys, zlib, subprocess
        data = open(sys.argv[1], 'rb').read()
        stream = zlib.decompressobj(31)
        plain = stream.decompress(data)
        print(len(plain), stream.eof, len(stream.unused_data), data[4:8].hex())
        print(subprocess.run(['gunzip', '-c', sys.argv[1]], capture_output=True).stdout == plain)
        """,
        path
      )
      #expect(lines == ["\(352 + 4 * 128 * 128 * 24) True 0 00000000", "True"])
    }
  }

  @Test(arguments: [
    "uint8", "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64",
  ])
  func `write each datatype in either byte order, with a slope, and we read it`(
    type: String
  ) throws {
    try withTemporaryFolder { folder in
      let lines = try PythonOracle.run(
        """
        import nibabel, numpy, sys
        affine = numpy.array([[-1.6,.9,1.2,10],[-1.2,-1.2,-1.6,20],[0,2,-1.5,-30],[0,0,0,1]])
        stored = numpy.arange(60).reshape((5, 4, 3), order='F').astype(sys.argv[2])
        for order in '<>':
          for slope, inter in ((None, None), (0.25, -3)):
            header = nibabel.Nifti1Header(endianness=order)
            header.set_data_dtype(numpy.dtype(sys.argv[2]).newbyteorder(order))
            image = nibabel.Nifti1Image(stored, affine, header)
            image.header.set_slope_inter(slope if slope else 1, inter if inter else 0)
            name = f"{sys.argv[1]}/{'le' if order == '<' else 'be'}{slope}.nii.gz"
            with nibabel.openers.ImageOpener(name, 'wb') as f:
              image.header['magic'] = b'n+1'
              image.header['vox_offset'] = 352
              image.header.set_sform(affine, 1)
              image.header.write_to(f); f.write(b'\\0' * 4)
              f.write(stored.astype(numpy.dtype(sys.argv[2]).newbyteorder(order)).tobytes('F'))
            back = nibabel.load(name)
            print(name); print(*back.get_fdata().ravel(order='F'))
        """,
        folder.path,
        type
      )
      #expect(lines.count == 8)
      for i in stride(from: 0, to: lines.count, by: 2) {
        let file = try NIfTIFile.read(path: lines[i])
        #expect(
          file.values == lines[i + 1].split(separator: " ").compactMap { Float($0) },
          "\(lines[i])"
        )
        expectClose(
          file.grid.affine,
          Affine(
            columnStep: SIMD3(1.6, 1.2, 0),
            rowStep: SIMD3(-0.9, 1.2, 2),
            sliceStep: SIMD3(-1.2, 1.6, -1.5),
            origin: SIMD3(-10, -20, -30)
          )
        )
      }
    }
  }

  @Test func `write a qform only, several gzip members, 4D, 2D or extensions, and we read it`()
    throws
  {
    try withTemporaryFolder { folder in
      let lines = try PythonOracle.run(
        """
        import nibabel, numpy, sys, gzip
        folder = sys.argv[1]
        affine = numpy.array([[-1.6,.9,-1.2,10],[-1.2,-1.2,1.6,20],[0,2,1.5,-30],[0,0,0,1]])
        data = numpy.arange(60, dtype='<i2').reshape((5, 4, 3), order='F')
        def show(name):
          image = nibabel.load(name)
          print(name); print(*image.get_fdata().ravel(order='F')); print(*image.affine[:3].ravel())
        image = nibabel.Nifti1Image(data, affine)
        image.set_sform(None, 0); image.set_qform(affine, 1)
        nibabel.save(image, folder + '/q.nii'); show(folder + '/q.nii')
        plain = open(folder + '/q.nii', 'rb').read()
        with open(folder + '/members.nii.gz', 'wb') as f:
          for i in range(0, len(plain), 100): f.write(gzip.compress(plain[i:i + 100]))
        show(folder + '/members.nii.gz')
        image = nibabel.Nifti1Image(data[..., None], affine)
        nibabel.save(image, folder + '/4d.nii'); show(folder + '/4d.nii')
        image = nibabel.Nifti1Image(data[:, :, 0], affine)
        nibabel.save(image, folder + '/2d.nii'); show(folder + '/2d.nii')
        image = nibabel.Nifti1Image(data, affine)
        image.header.extensions.append(nibabel.nifti1.Nifti1Extension('comment', b'x' * 200000))
        nibabel.save(image, folder + '/extended.nii.gz'); show(folder + '/extended.nii.gz')
        """,
        folder.path
      )
      #expect(lines.count == 15)
      for i in stride(from: 0, to: lines.count, by: 3) {
        let file = try NIfTIFile.read(path: lines[i])
        #expect(
          file.values == lines[i + 1].split(separator: " ").compactMap { Float($0) },
          "\(lines[i])"
        )
        let numbers = lines[i + 2].split(separator: " ").compactMap { Double($0) }
        let rows = (0..<3).map { Array(numbers[4 * $0..<4 * $0 + 4]) }
        expectClose(file.grid.affine, Orientation(rows: rows).affine)
      }
    }
  }
}

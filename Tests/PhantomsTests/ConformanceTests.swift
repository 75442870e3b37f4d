import Foundation
import Phantoms
import TestSupport
import Testing

/// A phantom of few voxels that shows the six spheres.
let smallPhantom = ImageQualityPhantom(
  matrix: .box(columns: 32, slices: 4, pixelMillimeters: 12, sliceMillimeters: 10)
)

@Suite struct ConformanceTests {
  @Test(
    .enabled(if: Oracle.dciodvfy != nil, "dciodvfy (package dicom3tools) is not installed"),
    arguments: PhantomVariant.all
  )
  func `dciodvfy finds no error in any variant`(variant: PhantomVariant) throws {
    let dciodvfy = try #require(Oracle.dciodvfy)
    try withTemporaryFolder { folder in
      let folder = folder.path
      try smallPhantom.write(to: folder, variant: variant, seed: 7)
      let names = try files(below: folder)
      let pet = names.filter { $0.hasPrefix("PET/") }
      let ct = names.filter { $0.hasPrefix("CT/") }
      for name in [pet.first, pet.last, ct.first] {
        let (text, _) = try Oracle.run(dciodvfy, ["\(folder)/\(try #require(name))"])
        let errors = text.split(separator: "\n").filter { $0.hasPrefix("Error") }
        #expect(errors == [], "\(name ?? "")")
      }
    }
  }

  @Test(
    .enabled(if: PythonOracle.isPresent, "Python with highdicom is not set up"),
    arguments: [PhantomVariant.siemens, .ge, .philips, .unitedImaging, .enhancedUncorrected]
  )
  func `Every attribute of type 1 and 2 of highdicom's tables is there`(
    variant: PhantomVariant
  ) throws {
    try withTemporaryFolder { folder in
      try smallPhantom.write(to: folder.path, variant: variant, seed: 7)
      #expect(try PythonOracle.run(Self.script, folder.path) == ["checked"])
    }
  }

  /// Prints the attributes of mandatory modules that a PET or CT file lacks; then "checked".
  ///
  /// Type 1 must be there and hold something, type 2 must be there; at the top and in the items that
  /// are there. Which functional groups there are is dciodvfy's to say.
  static let script = """
    import glob, json, os, sys
    import highdicom, pydicom
    from pydicom.datadict import keyword_for_tag
    tables = os.path.join(os.path.dirname(highdicom.__file__), '_standard')
    iods = json.load(open(os.path.join(tables, 'iod_module_map.json')))
    modules = json.load(open(os.path.join(tables, 'module_attribute_map.json')))
    classes = {
        '1.2.840.10008.5.1.4.1.1.128': 'positron-emission-tomography-image',
        '1.2.840.10008.5.1.4.1.1.130': 'enhanced-pet-image',
        '1.2.840.10008.5.1.4.1.1.2': 'ct-image',
    }
    def holders(dataset, path):
        found = [dataset]
        for keyword in path:
            found = [item for d in found for item in d.get(keyword, [])]
        return found
    for path in sorted(glob.glob(sys.argv[1] + '/*/*'))[::3]:
        dataset = pydicom.dcmread(path)
        for module in iods[classes[dataset.SOPClassUID]]:
            if module['usage'] != 'M':
                continue
            for attribute in modules[module['key']]:
                keyword, kind = attribute['keyword'], attribute['type']
                if kind not in ('1', '2'):
                    continue
                where = attribute['path']
                if where and where[0].endswith('FunctionalGroupsSequence'):
                    if len(where) == 1:
                        continue
                for holder in holders(dataset, where):
                    missing = keyword not in holder
                    empty = kind == '1' and not missing and holder[keyword].is_empty
                    if missing or empty:
                        print(os.path.basename(path), module['key'], '/'.join(where), keyword)
    print('checked')
    """
}

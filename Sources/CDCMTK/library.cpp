#include "library.hpp"

#include <mutex>

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <dcmtk/dcmjpls/djencode.h>
#include <dcmtk/oflog/oflog.h>

#include "failure.hpp"

namespace herald {

namespace {

// The private attributes of PET that DCMTK's dictionary lacks (standards.md 1.1).
struct PrivateAttribute {
  const char *creator;
  Uint16 group;
  Uint16 element;
  DcmEVR vr;
  const char *name;
};

const PrivateAttribute privateAttributes[] = {
    {"Philips PET Private Group", 0x7053, 0x00, EVR_DS, "PhilipsSUVScaleFactor"},
    {"Philips PET Private Group", 0x7053, 0x09, EVR_DS, "PhilipsActivityConcentrationScaleFactor"},
    {"GEMS_PETD_01", 0x0009, 0x0D, EVR_DT, "GEScanDateTime"},
    {"GEMS_PETD_01", 0x0009, 0x36, EVR_LO, "GETracerName"},
    {"GEMS_PETD_01", 0x0009, 0x38, EVR_FL, "GETracerActivity"},
    {"GEMS_PETD_01", 0x0009, 0x39, EVR_DT, "GEMeasuredDateTime"},
    {"GEMS_PETD_01", 0x0009, 0x3B, EVR_DT, "GEAdministeredDateTime"},
    {"GEMS_PETD_01", 0x0009, 0x3C, EVR_FL, "GEPostInjectedActivity"},
    {"GEMS_PETD_01", 0x0009, 0x3D, EVR_DT, "GEPostInjectedDateTime"},
    {"GEMS_PETD_01", 0x0009, 0x3F, EVR_FL, "GEHalfLife"},
    {"SIEMENS MED PT", 0x0071, 0x22, EVR_DT, "SiemensDecayCorrectionDateTime"},
};

void addPrivateAttributes() {
  DcmDataDictionary &dictionary = dcmDataDict.wrlock();
  for (const PrivateAttribute &attribute : privateAttributes) {
    dictionary.addEntry(
        new DcmDictEntry(
            attribute.group, attribute.element, DcmVR(attribute.vr), attribute.name, 1, 1, "HERALD",
            OFTrue, attribute.creator));
  }
  dcmDataDict.wrunlock();
}

void prepareOnce() {
  OFLog::configure(OFLogger::OFF_LOG_LEVEL);
  if (!dcmDataDict.isDictionaryLoaded()) {
    throw Failure{
        CDCMTK_UNREADABLE,
        "DCMTK's data dictionary isn't installed (Debian: package libdcmtk17) or DCMDICTPATH "
        "points elsewhere"};
  }
  addPrivateAttributes();
  dcmEnableUnknownVRConversion.set(OFTrue);
  DcmRLEDecoderRegistration::registerCodecs();
  DcmRLEEncoderRegistration::registerCodecs();
  DJDecoderRegistration::registerCodecs();
  DJEncoderRegistration::registerCodecs();
  DJLSDecoderRegistration::registerCodecs();
  // Raw, not cooked, encoding: DCMTK 3.6.7's cooked one pads its input's buffer instead of its
  // output's, beyond the end where noise makes the output the larger (docs/decisions/0001).
  DJLSEncoderRegistration::registerCodecs(
      0, 0, 0, 0, OFFalse, 0, OFTrue, EJLSUC_default, OFFalse,
      DJLSCodecParameter::interleaveDefault, OFFalse);
}

}  // namespace

void prepareLibrary() {
  static std::once_flag once;
  std::call_once(once, prepareOnce);
}

}  // namespace herald

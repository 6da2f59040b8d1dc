package io.sluice.openflow.wire;

/**
 * Every error that a request can be answered with, in the specification's spelling, and what it is
 * in each version: version 1.3 has some only as Nicira's or ONF's experimenter errors, version 1.0
 * as Nicira's vendor errors, as Open vSwitch sends them. Null where a version has none.
 */
public enum OfError {
  OFPHFC_INCOMPATIBLE(standard(0, 0), standard(0, 0)),
  OFPHFC_EPERM(standard(0, 1), standard(0, 1)),
  OFPBRC_BAD_VERSION(standard(1, 0), standard(1, 0)),
  OFPBRC_BAD_TYPE(standard(1, 1), standard(1, 1)),
  OFPBRC_BAD_STAT(standard(1, 2), standard(1, 2)),
  OFPBRC_BAD_VENDOR(standard(1, 3), standard(1, 3)),
  OFPBRC_BAD_SUBTYPE(standard(1, 4), standard(1, 4)),
  OFPBRC_EPERM(standard(1, 5), standard(1, 5)),
  OFPBRC_BAD_LEN(standard(1, 6), standard(1, 6)),
  OFPBRC_BUFFER_EMPTY(standard(1, 7), standard(1, 7)),
  OFPBRC_BUFFER_UNKNOWN(standard(1, 8), standard(1, 8)),
  OFPBRC_BAD_TABLE_ID(nicira10(1, 512), standard(1, 9)),
  OFPBRC_IS_SECONDARY(standard(1, 5), standard(1, 10)),
  OFPBRC_BAD_PORT(nicira10(1, 514), standard(1, 11)),
  OFPBRC_BAD_PACKET(null, standard(1, 12)),
  OFPBRC_MULTIPART_BUFFER_OVERFLOW(null, standard(1, 13)),
  OFPBRC_MULTIPART_REQUEST_TIMEOUT(null, onf(2640)),
  OFPBRC_MULTIPART_REPLY_TIMEOUT(null, onf(2641)),
  NXBRC_NXM_INVALID(nicira10(1, 256), nicira(2)),
  NXBRC_NXM_BAD_TYPE(nicira10(1, 257), nicira(3)),
  NXBRC_MUST_BE_ZERO(nicira10(1, 515), nicira(4)),
  NXBRC_BAD_REASON(nicira10(1, 516), nicira(5)),
  NXBRC_FM_BAD_EVENT(nicira10(1, 520), nicira(9)),
  NXBRC_UNENCODABLE_ERROR(nicira10(1, 521), nicira(10)),
  OFPBAC_BAD_TYPE(standard(2, 0), standard(2, 0)),
  OFPBAC_BAD_LEN(standard(2, 1), standard(2, 1)),
  OFPBAC_BAD_VENDOR(standard(2, 2), standard(2, 2)),
  OFPBAC_BAD_VENDOR_TYPE(standard(2, 3), standard(2, 3)),
  OFPBAC_BAD_OUT_PORT(standard(2, 4), standard(2, 4)),
  OFPBAC_BAD_ARGUMENT(standard(2, 5), standard(2, 5)),
  OFPBAC_EPERM(standard(2, 6), standard(2, 6)),
  OFPBAC_TOO_MANY(standard(2, 7), standard(2, 7)),
  OFPBAC_BAD_QUEUE(standard(2, 8), standard(2, 8)),
  OFPBAC_BAD_OUT_GROUP(nicira10(2, 9), standard(2, 9)),
  OFPBAC_MATCH_INCONSISTENT(nicira10(1, 522), standard(2, 10)),
  OFPBAC_UNSUPPORTED_ORDER(null, standard(2, 11)),
  OFPBAC_BAD_TAG(null, standard(2, 12)),
  OFPBAC_BAD_SET_TYPE(nicira10(1, 523), standard(2, 13)),
  OFPBAC_BAD_SET_LEN(nicira10(1, 524), standard(2, 14)),
  OFPBAC_BAD_SET_ARGUMENT(nicira10(1, 525), standard(2, 15)),
  OFPBAC_BAD_SET_MASK(null, onf(4250)),
  NXBAC_MUST_BE_ZERO(nicira10(2, 256), nicira(11)),
  NXBAC_BAD_CONJUNCTION(nicira10(2, 526), nicira(15)),
  NXBAC_BAD_HEADER_TYPE(null, nicira(39)),
  NXBAC_UNKNOWN_ED_PROP(null, nicira(40)),
  NXBAC_BAD_ED_PROP(null, nicira(41)),
  NXBAC_CT_DATAPATH_SUPPORT(nicira10(1, 265), nicira(42)),
  OFPBIC_UNKNOWN_INST(null, standard(3, 0)),
  OFPBIC_UNSUP_INST(nicira10(2, 257), standard(3, 1)),
  OFPBIC_BAD_TABLE_ID(null, standard(3, 2)),
  OFPBIC_UNSUP_METADATA(null, standard(3, 3)),
  OFPBIC_UNSUP_METADATA_MASK(null, standard(3, 4)),
  OFPBIC_BAD_EXPERIMENTER(null, standard(3, 5)),
  OFPBIC_BAD_EXP_TYPE(null, standard(3, 6)),
  OFPBIC_BAD_LEN(null, standard(3, 7)),
  OFPBIC_EPERM(null, standard(3, 8)),
  OFPBIC_DUP_INST(null, onf(2600)),
  OFPBMC_BAD_TYPE(null, standard(4, 0)),
  OFPBMC_BAD_LEN(null, standard(4, 1)),
  OFPBMC_BAD_TAG(null, standard(4, 2)),
  OFPBMC_BAD_DL_ADDR_MASK(null, standard(4, 3)),
  OFPBMC_BAD_NW_ADDR_MASK(null, standard(4, 4)),
  OFPBMC_BAD_WILDCARDS(nicira10(1, 262), standard(4, 5)),
  OFPBMC_BAD_FIELD(nicira10(0, 263), standard(4, 6)),
  OFPBMC_BAD_VALUE(nicira10(1, 258), standard(4, 7)),
  OFPBMC_BAD_MASK(nicira10(1, 259), standard(4, 8)),
  OFPBMC_BAD_PREREQ(nicira10(1, 260), standard(4, 9)),
  OFPBMC_DUP_FIELD(nicira10(1, 261), standard(4, 10)),
  OFPBMC_EPERM(null, standard(4, 11)),
  NXBMC_CT_DATAPATH_SUPPORT(nicira10(1, 264), nicira(43)),
  OFPFMFC_UNKNOWN(null, standard(5, 0)),
  OFPFMFC_TABLE_FULL(standard(3, 0), standard(5, 1)),
  OFPFMFC_BAD_TABLE_ID(null, standard(5, 2)),
  OFPFMFC_OVERLAP(standard(3, 1), standard(5, 3)),
  OFPFMFC_EPERM(standard(3, 2), standard(5, 4)),
  OFPFMFC_BAD_TIMEOUT(null, standard(5, 5)),
  OFPFMFC_BAD_EMERG_TIMEOUT(standard(3, 3), null),
  OFPFMFC_BAD_COMMAND(standard(3, 4), standard(5, 6)),
  OFPFMFC_BAD_FLAGS(nicira10(3, 258), standard(5, 7)),
  OFPFMFC_BAD_PRIORITY(null, onf(2360)),
  OFPFMFC_UNSUPPORTED(standard(3, 5), null),
  NXFMFC_HARDWARE(nicira10(5, 256), nicira(12)),
  NXFMFC_BAD_TABLE_ID(nicira10(5, 257), nicira(13)),
  NXFMFC_INVALID_TLV_FIELD(nicira10(1, 536), nicira(37)),
  OFPGMFC_GROUP_EXISTS(nicira10(6, 0), standard(6, 0)),
  OFPGMFC_INVALID_GROUP(nicira10(6, 1), standard(6, 1)),
  OFPGMFC_WEIGHT_UNSUPPORTED(nicira10(6, 2), standard(6, 2)),
  OFPGMFC_OUT_OF_GROUPS(nicira10(6, 3), standard(6, 3)),
  OFPGMFC_OUT_OF_BUCKETS(nicira10(6, 4), standard(6, 4)),
  OFPGMFC_CHAINING_UNSUPPORTED(nicira10(6, 5), standard(6, 5)),
  OFPGMFC_WATCH_UNSUPPORTED(nicira10(6, 6), standard(6, 6)),
  OFPGMFC_LOOP(nicira10(6, 7), standard(6, 7)),
  OFPGMFC_UNKNOWN_GROUP(nicira10(6, 8), standard(6, 8)),
  OFPGMFC_CHAINED_GROUP(nicira10(6, 9), standard(6, 9)),
  OFPGMFC_BAD_TYPE(nicira10(6, 10), standard(6, 10)),
  OFPGMFC_BAD_COMMAND(nicira10(6, 11), standard(6, 11)),
  OFPGMFC_BAD_BUCKET(nicira10(6, 12), standard(6, 12)),
  OFPGMFC_BAD_WATCH(nicira10(6, 13), standard(6, 13)),
  OFPGMFC_EPERM(nicira10(6, 14), standard(6, 14)),
  OFPGMFC_UNKNOWN_BUCKET(nicira10(6, 15), null),
  OFPGMFC_BUCKET_EXISTS(nicira10(6, 16), null),
  OFPPMFC_BAD_PORT(standard(4, 0), standard(7, 0)),
  OFPPMFC_BAD_HW_ADDR(standard(4, 1), standard(7, 1)),
  OFPPMFC_BAD_CONFIG(null, standard(7, 2)),
  OFPPMFC_BAD_ADVERTISE(null, standard(7, 3)),
  OFPPMFC_EPERM(null, standard(7, 4)),
  OFPTMFC_BAD_TABLE(null, standard(8, 0)),
  OFPTMFC_BAD_CONFIG(null, standard(8, 1)),
  OFPTMFC_EPERM(null, standard(8, 2)),
  OFPQOFC_BAD_PORT(standard(5, 0), standard(9, 0)),
  OFPQOFC_BAD_QUEUE(standard(5, 1), standard(9, 1)),
  OFPQOFC_EPERM(standard(5, 2), standard(9, 2)),
  OFPSCFC_BAD_FLAGS(null, standard(10, 0)),
  OFPSCFC_BAD_LEN(null, standard(10, 1)),
  OFPSCFC_EPERM(null, standard(10, 2)),
  OFPRRFC_STALE(null, standard(11, 0)),
  OFPRRFC_UNSUP(null, standard(11, 1)),
  OFPRRFC_BAD_ROLE(nicira10(1, 513), standard(11, 2)),
  OFPMMFC_UNKNOWN(null, standard(12, 0)),
  OFPMMFC_METER_EXISTS(null, standard(12, 1)),
  OFPMMFC_INVALID_METER(null, standard(12, 2)),
  OFPMMFC_UNKNOWN_METER(null, standard(12, 3)),
  OFPMMFC_BAD_COMMAND(null, standard(12, 4)),
  OFPMMFC_BAD_FLAGS(null, standard(12, 5)),
  OFPMMFC_BAD_RATE(null, standard(12, 6)),
  OFPMMFC_BAD_BURST(null, standard(12, 7)),
  OFPMMFC_BAD_BAND(null, standard(12, 8)),
  OFPMMFC_BAD_BAND_VALUE(null, standard(12, 9)),
  OFPMMFC_OUT_OF_METERS(null, standard(12, 10)),
  OFPMMFC_OUT_OF_BANDS(null, standard(12, 11)),
  OFPTFFC_BAD_TABLE(null, standard(13, 0)),
  OFPTFFC_BAD_METADATA(null, standard(13, 1)),
  OFPTFFC_EPERM(null, standard(13, 5)),
  NXTFFC_DUP_TABLE(null, nicira(44)),
  OFPBPC_BAD_TYPE(nicira10(13, 2), standard(13, 2)),
  OFPBPC_BAD_LEN(nicira10(13, 3), standard(13, 3)),
  OFPBPC_BAD_VALUE(nicira10(13, 4), standard(13, 4)),
  OFPBPC_TOO_MANY(nicira10(14, 3), onf(4443)),
  OFPBPC_DUP_TYPE(nicira10(14, 4), onf(4444)),
  OFPBPC_BAD_EXPERIMENTER(nicira10(14, 5), onf(4445)),
  OFPBPC_BAD_EXP_TYPE(nicira10(14, 6), onf(4446)),
  OFPBPC_BAD_EXP_VALUE(nicira10(14, 7), onf(4447)),
  OFPBPC_EPERM(nicira10(14, 8), onf(4448)),
  OFPACFC_INVALID(null, onf(2370)),
  OFPACFC_UNSUPPORTED(null, onf(2371)),
  OFPACFC_EPERM(null, onf(2372)),
  OFPBFC_UNKNOWN(null, onf(2300)),
  OFPBFC_EPERM(null, onf(2301)),
  OFPBFC_BAD_ID(null, onf(2302)),
  OFPBFC_BUNDLE_EXIST(null, onf(2303)),
  OFPBFC_BUNDLE_CLOSED(null, onf(2304)),
  OFPBFC_OUT_OF_BUNDLES(null, onf(2305)),
  OFPBFC_BAD_TYPE(null, onf(2306)),
  OFPBFC_BAD_FLAGS(null, onf(2307)),
  OFPBFC_MSG_BAD_LEN(null, onf(2308)),
  OFPBFC_MSG_BAD_XID(null, onf(2309)),
  OFPBFC_MSG_UNSUP(null, onf(2310)),
  OFPBFC_MSG_CONFLICT(null, onf(2311)),
  OFPBFC_MSG_TOO_MANY(null, onf(2312)),
  OFPBFC_MSG_FAILED(null, onf(2313)),
  OFPBFC_TIMEOUT(null, onf(2314)),
  OFPBFC_BUNDLE_IN_PROGRESS(null, onf(2315)),
  OFPMOFC_MONITOR_EXISTS(nicira10(1, 517), nicira(6)),
  OFPMOFC_UNKNOWN_MONITOR(nicira10(1, 519), nicira(8)),
  OFPMOFC_BAD_FLAGS(nicira10(1, 518), nicira(7)),
  NXTTMFC_BAD_COMMAND(nicira10(1, 527), nicira(16)),
  NXTTMFC_BAD_OPT_LEN(nicira10(1, 528), nicira(17)),
  NXTTMFC_BAD_FIELD_IDX(nicira10(1, 529), nicira(18)),
  NXTTMFC_TABLE_FULL(nicira10(1, 530), nicira(19)),
  NXTTMFC_ALREADY_MAPPED(nicira10(1, 531), nicira(20)),
  NXTTMFC_DUP_ENTRY(nicira10(1, 532), nicira(21)),
  NXTTMFC_INVALID_TLV_DEL(nicira10(1, 537), nicira(38)),
  NXR_NOT_SUPPORTED(nicira10(1, 533), nicira(34)),
  NXR_STALE(nicira10(1, 534), nicira(35)),
  NXST_NOT_CONFIGURED(nicira10(1, 535), nicira(36));

  /** Nicira's vendor and experimenter number. */
  public static final long NICIRA = 0x2320;

  /** ONF's experimenter number. */
  public static final long ONF = 0x4f4e4600L;

  /** The type of an experimenter's error in version 1.3. */
  private static final int EXPERIMENTER = 0xffff;

  /** The type of Nicira's errors in version 1.0, which has no experimenters' errors. */
  private static final int NICIRA_VENDOR = 0xb0c2;

  /**
   * What an error message carries: type and code, and what comes before the offending bytes.
   *
   * @param prefix the vendor, in version 1.0 also its own type and code
   */
  public record Code(int type, int code, Bytes prefix) {}

  private final Code v10;
  private final Code v13;

  OfError(Code v10, Code v13) {
    this.v10 = v10;
    this.v13 = v13;
  }

  /** The error in {@code version}; that it cannot be said, where the version has no such error. */
  public Code code(OfVersion version) {
    Code code = version == OfVersion.V10 ? v10 : v13;
    return code != null ? code : NXBRC_UNENCODABLE_ERROR.code(version);
  }

  private static Code standard(int type, int code) {
    return new Code(type, code, Bytes.EMPTY);
  }

  private static Code nicira(int code) {
    return new Code(EXPERIMENTER, code, Bytes.ofNumber(NICIRA, 4));
  }

  private static Code onf(int code) {
    return new Code(EXPERIMENTER, code, Bytes.ofNumber(ONF, 4));
  }

  private static Code nicira10(int type, int code) {
    return new Code(NICIRA_VENDOR, 0, Bytes.ofNumber(NICIRA << 32 | type << 16 | code, 8));
  }
}

package io.sluice.ring.vhost;

/**
 * The front end's requests that this back end knows (vhost-user.rst, "Front-end message types").
 */
public enum VhostRequest {
  GET_FEATURES(1, 0),
  SET_FEATURES(2, 8),
  SET_OWNER(3, 0),
  RESET_OWNER(4, 0),
  SET_MEM_TABLE(5, VhostRequest.ANY_SIZE),
  SET_LOG_BASE(6, VhostRequest.ANY_SIZE),
  SET_LOG_FD(7, 0),
  SET_VRING_NUM(8, 8),
  SET_VRING_ADDR(9, 40),
  SET_VRING_BASE(10, 8),
  GET_VRING_BASE(11, 8),
  SET_VRING_KICK(12, 8),
  SET_VRING_CALL(13, 8),
  SET_VRING_ERR(14, 8),
  GET_PROTOCOL_FEATURES(15, 0),
  SET_PROTOCOL_FEATURES(16, 8),
  GET_QUEUE_NUM(17, 0),
  SET_VRING_ENABLE(18, 8),
  SEND_RARP(19, 8),
  NET_SET_MTU(20, 8),
  GET_INFLIGHT_FD(31, VhostRequest.ANY_SIZE),
  SET_INFLIGHT_FD(32, VhostRequest.ANY_SIZE),
  RESET_DEVICE(34, 0),
  GET_MAX_MEM_SLOTS(36, 0),
  ADD_MEM_REG(37, 40),
  REM_MEM_REG(38, 40),
  SET_STATUS(39, 8),
  GET_STATUS(40, 0);

  static final int ANY_SIZE = -1;

  private static final VhostRequest[] BY_CODE = new VhostRequest[41];

  static {
    for (VhostRequest r : values()) {
      BY_CODE[r.code] = r;
    }
  }

  private final int code;
  private final int payloadSize;

  VhostRequest(int code, int payloadSize) {
    this.code = code;
    this.payloadSize = payloadSize;
  }

  public int code() {
    return code;
  }

  /** Bytes of its payload, or ANY_SIZE when the handler checks. */
  int payloadSize() {
    return payloadSize;
  }

  /** The request of a code, or null. */
  static VhostRequest of(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }

  /** The name of a code as people read it. */
  static String name(int code) {
    VhostRequest r = of(code);
    return r == null ? "request " + Integer.toUnsignedString(code) : r.name();
  }
}

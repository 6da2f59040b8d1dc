package io.sluice.openflow.message;

import io.sluice.openflow.wire.Struct;

/** A controller's role. OpenFlow 1.3.5, 7.3.9. */
public sealed interface Role extends Message {
  long NO_CHANGE = 0;
  long EQUAL = 1;
  long MASTER = 2;
  long SLAVE = 3;

  record RoleRequest(long role, long generation) implements Role {
    static final Struct<RoleRequest> LAYOUT =
        (w, m) ->
            new RoleRequest(w.u32(m, RoleRequest::role), w.pad(4).u64(m, RoleRequest::generation));
  }

  record RoleReply(long role, long generation) implements Role {
    static final Struct<RoleReply> LAYOUT =
        (w, m) -> new RoleReply(w.u32(m, RoleReply::role), w.pad(4).u64(m, RoleReply::generation));
  }

  /**
   * Another has become master. ONF's extension of version 1.3, as 1.4 has it.
   *
   * @param reason 0: another controller has asked for it
   */
  record RoleStatus(long role, int reason, long generation) implements Role {
    static final Struct<RoleStatus> LAYOUT =
        (w, m) ->
            new RoleStatus(
                w.u32(m, RoleStatus::role),
                w.u8(m, RoleStatus::reason),
                w.pad(3).u64(m, RoleStatus::generation));
  }

  /** Nicira's, without generations: 0 other (equal), 1 master, 2 slave. */
  record NiciraRoleRequest(long role) implements Role {
    static final Struct<NiciraRoleRequest> LAYOUT =
        (w, m) -> new NiciraRoleRequest(w.u32(m, NiciraRoleRequest::role));
  }

  record NiciraRoleReply(long role) implements Role {
    static final Struct<NiciraRoleReply> LAYOUT =
        (w, m) -> new NiciraRoleReply(w.u32(m, NiciraRoleReply::role));
  }
}

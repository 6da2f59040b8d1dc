package io.sluice.openflow.connection;

import io.sluice.openflow.message.Role;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.WireException;
import java.util.HashMap;
import java.util.Map;

/**
 * Which controller may change the switch. OpenFlow 1.3.5, 6.3.4. Asked by the threads of all
 * connections, so guarded by its monitor.
 *
 * <p>Invariant: at most one master.
 */
final class Roles {
  private final Map<Connection, Long> roles = new HashMap<>();
  private boolean hasGeneration;
  private long generation;

  synchronized long of(Connection connection) {
    return roles.getOrDefault(connection, Role.EQUAL);
  }

  /** What the request asks for, or an error where it is older than one before. */
  synchronized Role.RoleReply request(Connection connection, Role.RoleRequest request) {
    long role = request.role();
    if (role > Role.SLAVE) {
      throw new WireException(OfError.OFPRRFC_BAD_ROLE, "role " + role);
    }
    if (role == Role.MASTER || role == Role.SLAVE) {
      // A distance, so that the counter may wrap round.
      if (hasGeneration && request.generation() - generation < 0) {
        throw new WireException(OfError.OFPRRFC_STALE, "generation " + request.generation());
      }
      hasGeneration = true;
      generation = request.generation();
    }
    if (role != Role.NO_CHANGE) {
      set(connection, role);
    }
    return new Role.RoleReply(of(connection), hasGeneration ? generation : -1L);
  }

  /** Nicira's request: 0 equal, 1 master, 2 slave, without generations. */
  synchronized Role.NiciraRoleReply request(Connection connection, Role.NiciraRoleRequest request) {
    if (request.role() > 2) {
      throw new WireException(OfError.OFPRRFC_BAD_ROLE, "role " + request.role());
    }
    set(connection, request.role() + 1);
    return new Role.NiciraRoleReply(request.role());
  }

  synchronized void remove(Connection connection) {
    roles.remove(connection);
  }

  private long dethroned(Connection other, Connection master) {
    if (other == master) {
      return Role.MASTER;
    }
    other.tell(new Role.RoleStatus(Role.SLAVE, 0, hasGeneration ? generation : -1L));
    return Role.SLAVE;
  }

  private void set(Connection connection, long role) {
    if (role == Role.MASTER) {
      roles.replaceAll((other, had) -> had == Role.MASTER ? dethroned(other, connection) : had);
    }
    roles.put(connection, role);
  }
}

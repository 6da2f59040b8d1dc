package io.sluice.openflow.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.openflow.action.Instruction;
import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.message.FlowMod;
import io.sluice.openflow.message.Handshake;
import io.sluice.openflow.message.Handshake.ErrorMessage;
import io.sluice.openflow.message.Role;
import io.sluice.openflow.message.Role.RoleReply;
import io.sluice.openflow.message.Role.RoleRequest;
import io.sluice.openflow.message.Role.RoleStatus;
import io.sluice.openflow.wire.OfVersion;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several controllers of one switch. */
class RolesTest {
  private static final FlowMod MOD =
      new FlowMod(
          0,
          0,
          0,
          FlowMod.ADD,
          0,
          0,
          1,
          0xffffffffL,
          FlowMod.ANY,
          FlowMod.ANY,
          0,
          0,
          OxmMatch.ANY,
          List.of(new Instruction.GotoTable(1)));

  private final TestHandler handler = new TestHandler();
  private Controllers controllers;
  private TestPeer one;
  private TestPeer two;

  @BeforeEach
  void connect() throws IOException {
    controllers =
        Controllers.open(ControllerSettings.of(List.of(Target.parse("ptcp:0:127.0.0.1"))), handler);
    one = TestPeer.to(controllers).greet(OfVersion.V13);
    two = TestPeer.to(controllers).greet(OfVersion.V13);
  }

  @AfterEach
  void close() throws IOException {
    one.close();
    two.close();
    controllers.close();
  }

  private static RoleReply ask(TestPeer peer, long role, long generation) throws IOException {
    peer.send(new RoleRequest(role, generation));
    return peer.read(RoleReply.class);
  }

  @Test
  void shouldStartEqualWithoutGeneration() throws Exception {
    assertEquals(new RoleReply(Role.EQUAL, -1), ask(one, Role.NO_CHANGE, 0));
  }

  @Test
  void shouldHaveOneMaster() throws Exception {
    assertEquals(new RoleReply(Role.MASTER, 5), ask(one, Role.MASTER, 5));
    assertEquals(new RoleReply(Role.MASTER, 6), ask(two, Role.MASTER, 6));
    assertEquals(new RoleStatus(Role.SLAVE, 0, 6), one.read(RoleStatus.class));
    assertEquals(new RoleReply(Role.SLAVE, 6), ask(one, Role.NO_CHANGE, 0));
  }

  @Test
  void shouldRefuseAnOldMaster() throws Exception {
    ask(one, Role.MASTER, 0x8000000000000000L);
    two.send(new RoleRequest(Role.MASTER, 0x7fffffffffffffffL));
    ErrorMessage error = two.read(ErrorMessage.class);
    assertEquals(11, error.type());
    assertEquals(0, error.code());
    assertEquals(Role.MASTER, ask(one, Role.NO_CHANGE, 0).role());
  }

  @Test
  void shouldLetASlaveReadButNotWrite() throws Exception {
    ask(one, Role.SLAVE, 1);
    one.send(MOD);
    ErrorMessage error = one.read(ErrorMessage.class);
    assertEquals(1, error.type());
    assertEquals(10, error.code());
    one.send(new Handshake.FeaturesRequest());
    one.read(Handshake.FeaturesReply.class);
    two.send(MOD);
    assertEquals(MOD, TestHandler.next(handler.mods));
  }

  @Test
  void shouldForgetTheRoleOfOneThatLeft() throws Exception {
    ask(one, Role.MASTER, 1);
    one.close();
    TestHandler.next(handler.closed);
    try (TestPeer again = TestPeer.to(controllers).greet(OfVersion.V13)) {
      assertEquals(new RoleReply(Role.EQUAL, 1), ask(again, Role.NO_CHANGE, 0));
    }
  }
}

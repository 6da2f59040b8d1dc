package io.sluice.datapath;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Which lanes can transmit to a port, while queue pairs come and go. */
public class FabricStress {
  private static final int PORTS = 8;

  private FabricStress() {}

  private static boolean only(Spread spread, int lane) {
    return spread.size() == 1 && spread.lane(0) == lane;
  }

  /** Of port 5 of bridge 1. */
  private static Fabric withAPairOnLane3() {
    Fabric fabric = new Fabric(1);
    fabric.attach(1, 5, 0, 3);
    return fabric;
  }

  /** How many lanes that port is on, and the first of them. */
  private static void spread(Fabric fabric, II_Result r) {
    Spread spread = fabric.spread(1, 5);
    r.r1 = spread.size();
    r.r2 = spread.lane(0);
  }

  /** Two lanes' queues come at once: all are known. */
  @JCStressTest
  @Outcome(id = "8, 8", expect = Expect.ACCEPTABLE, desc = "all of both")
  @State
  public static class ComeTogether {
    private final Fabric fabric = new Fabric(1);

    @Actor
    public void first() {
      for (int port = 1; port <= PORTS; port++) {
        fabric.attach(0, port, 0, 3);
      }
    }

    @Actor
    public void second() {
      for (int port = 1; port <= PORTS; port++) {
        fabric.attach(2, 3 * port, 0, 4);
      }
    }

    @Arbiter
    public void owners(II_Result r) {
      for (int port = 1; port <= PORTS; port++) {
        r.r1 += only(fabric.spread(0, port), 3) ? 1 : 0;
        r.r2 += only(fabric.spread(2, 3 * port), 4) ? 1 : 0;
      }
    }
  }

  /** One of a port's pairs goes while another comes: the one that came is known, and no other. */
  @JCStressTest
  @Outcome(id = "1, 4", expect = Expect.ACCEPTABLE, desc = "the one that came, and no other")
  @State
  public static class GoAndCome {
    private final Fabric fabric = withAPairOnLane3();

    @Actor
    public void goes() {
      fabric.detach(1, 5, 0, 3);
    }

    @Actor
    public void comes() {
      fabric.attach(1, 5, 1, 4);
    }

    @Arbiter
    public void owners(II_Result r) {
      spread(fabric, r);
    }
  }

  /** A pair moves to another lane, which may attach before the first detaches: it stays there. */
  @JCStressTest
  @Outcome(id = "1, 4", expect = Expect.ACCEPTABLE, desc = "on its new lane")
  @State
  public static class Move {
    private final Fabric fabric = withAPairOnLane3();

    @Actor
    public void from() {
      fabric.detach(1, 5, 0, 3);
    }

    @Actor
    public void to() {
      fabric.attach(1, 5, 0, 4);
    }

    @Arbiter
    public void owners(II_Result r) {
      spread(fabric, r);
    }
  }

  /** A lane that sees a version sees all that it stands for, and whole tables while they grow. */
  @JCStressTest
  @Outcome(id = "0, .*", expect = Expect.ACCEPTABLE, desc = "at least what the version says")
  @State
  public static class Look {
    private final Fabric fabric = new Fabric(1);

    @Actor
    public void comes() {
      for (int port = 1; port <= PORTS; port++) {
        fabric.attach(port, 9 * port, 0, 4);
      }
    }

    @Actor
    public void looks(II_Result r) {
      for (int n = 0; n < PORTS; n++) {
        int version = fabric.version();
        for (int port = 1; port <= version; port++) {
          r.r1 += only(fabric.spread(port, 9 * port), 4) ? 0 : 1;
        }
        r.r2 = version;
      }
    }
  }
}

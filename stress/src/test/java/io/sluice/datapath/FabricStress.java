package io.sluice.datapath;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Which lanes own a port's queues, while queues come and go. */
public class FabricStress {
  private static final int PORTS = 8;

  private FabricStress() {}

  /** Two lanes' queues come at once: both are known. */
  @JCStressTest
  @Outcome(id = "8, 8", expect = Expect.ACCEPTABLE, desc = "all of both")
  @State
  public static class ComeTogether {
    private final Fabric fabric = new Fabric(1);

    @Actor
    public void first() {
      for (int port = 1; port <= PORTS; port++) {
        fabric.setOwner(0, port, 3, true);
      }
    }

    @Actor
    public void second() {
      for (int port = 1; port <= PORTS; port++) {
        fabric.setOwner(2, 3 * port, 4, true);
      }
    }

    @Arbiter
    public void owners(II_Result r) {
      for (int port = 1; port <= PORTS; port++) {
        r.r1 += fabric.ownerOf(0, port) == 3 ? 1 : 0;
        r.r2 += fabric.ownerOf(2, 3 * port) == 4 ? 1 : 0;
      }
    }
  }

  /** One of a port's two queues goes and a third comes: the others stay. */
  @JCStressTest
  @Outcome(id = "4, -1", expect = Expect.ACCEPTABLE, desc = "the one that came, and no other")
  @State
  public static class GoAndCome {
    private final Fabric fabric = new Fabric(1);

    public GoAndCome() {
      fabric.setOwner(1, 5, 3, true);
    }

    @Actor
    public void goes() {
      fabric.setOwner(1, 5, 3, false);
    }

    @Actor
    public void comes() {
      fabric.setOwner(1, 5, 4, true);
    }

    @Arbiter
    public void owners(II_Result r) {
      r.r1 = fabric.ownerOf(1, 5);
      fabric.setOwner(1, 5, 4, false);
      r.r2 = fabric.ownerOf(1, 5);
    }
  }

  /** A lane that looks while the table grows sees the old owner or the new. */
  @JCStressTest
  @Outcome(id = "0, .*", expect = Expect.ACCEPTABLE, desc = "a port is there, others come")
  @State
  public static class Look {
    private final Fabric fabric = new Fabric(1);

    public Look() {
      fabric.setOwner(0, 1, 3, true);
    }

    @Actor
    public void comes() {
      for (int port = 1; port <= PORTS; port++) {
        fabric.setOwner(port, 9 * port, 4, true);
      }
    }

    @Actor
    public void looks(II_Result r) {
      for (int port = 1; port <= PORTS; port++) {
        int came = fabric.ownerOf(port, 9 * port);
        r.r2 += came == 4 ? 1 : 0;
        r.r1 += (came == 4 || came == -1) && fabric.ownerOf(0, 1) == 3 ? 0 : 1;
      }
    }
  }
}

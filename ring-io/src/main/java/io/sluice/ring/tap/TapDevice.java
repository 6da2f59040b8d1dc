package io.sluice.ring.tap;

import io.sluice.ring.device.DeviceException;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.os.Errno;
import io.sluice.ring.os.IoctlTun;
import io.sluice.ring.os.NetDevice;
import io.sluice.ring.os.OsException;
import io.sluice.ring.os.Poll;
import io.sluice.ring.os.Unistd;
import java.util.ArrayList;
import java.util.List;

/**
 * A TAP interface with one or more queue pairs: attached to when it exists, made (and removed by
 * close) when it does not. Opened and closed by its port's actor; each queue is owned by one lane,
 * and close comes after all lanes left.
 */
public final class TapDevice implements AutoCloseable {
  private static final int OFFLOADS =
      IoctlTun.TUN_F_CSUM | IoctlTun.TUN_F_TSO4 | IoctlTun.TUN_F_TSO6 | IoctlTun.TUN_F_TSO_ECN;

  /** One descriptor of the interface. */
  private record Pair(int fd, TapRxQueue rx, TapTxQueue tx) {
    void close() {
      rx.close();
      tx.close();
      Unistd.close(fd);
    }
  }

  private final List<Pair> pairs = new ArrayList<>();
  private String name;

  /** In the namespace that it was made in; it keeps it until it is moved to another. */
  private final int index;

  private boolean carrier = true;
  private boolean closed;

  /**
   * Opens the interface and sets it up.
   *
   * @param name 1 to 15 characters; "tap%d" lets the kernel choose a number
   * @param queuePairs 1, or more for an interface with several queues
   * @throws DeviceException says what to do
   */
  public TapDevice(String name, int queuePairs) {
    this(name, queuePairs, true);
  }

  /** For tests that need an interface on which nothing else on the machine has sent. */
  TapDevice(String name, int queuePairs, boolean setUp) {
    if (queuePairs < 1 || queuePairs > 256) {
      throw new IllegalArgumentException("queue pairs must be 1 to 256, not " + queuePairs);
    }
    this.name = name;
    try {
      while (pairs.size() < queuePairs) {
        addPair(queuePairs > 1);
      }
      index = NetDevice.index(this.name);
      if (setUp) {
        NetDevice.setUp(this.name);
      }
    } catch (OsException e) {
      close();
      throw explain(name, e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void addPair(boolean several) {
    int flags = IoctlTun.IFF_TAP | IoctlTun.IFF_NO_PI | IoctlTun.IFF_VNET_HDR;
    int fd = IoctlTun.open();
    TapRxQueue rx = null;
    try {
      name = IoctlTun.setInterface(fd, name, several ? flags | IoctlTun.IFF_MULTI_QUEUE : flags);
      IoctlTun.setVnetHeaderSize(fd, VnetHeader.SIZE);
      IoctlTun.setVnetLittleEndian(fd, true);
      IoctlTun.setOffload(fd, OFFLOADS);
      rx = new TapRxQueue(fd);
      pairs.add(new Pair(fd, rx, new TapTxQueue(fd)));
    } catch (RuntimeException e) {
      if (rx != null) {
        rx.close();
      }
      Unistd.close(fd);
      throw e;
    }
  }

  static DeviceException explain(String name, OsException e) {
    String what =
        switch (e.errno()) {
          case Errno.EPERM, Errno.EACCES ->
              "this needs CAP_NET_ADMIN: run as root, or give the process that capability";
          case Errno.EBUSY -> "another process has it open; close it there or choose another name";
          case Errno.ENOENT, Errno.ENODEV ->
              "this kernel has no /dev/net/tun; load it with: modprobe tun";
          case Errno.EINVAL ->
              "an interface of that name is no TAP, or has another number of queues;"
                  + " choose another name or remove it with: ip link del "
                  + name;
          default -> "the kernel refuses it";
        };
    return new DeviceException(
        "cannot open the TAP interface " + name + ": " + what + " (" + e.getMessage() + ")", e);
  }

  /** The interface's name as the kernel gave it. */
  public String name() {
    return name;
  }

  public int queuePairs() {
    return pairs.size();
  }

  public RxQueue rx(int queue) {
    return pairs.get(queue).rx;
  }

  public TxQueue tx(int queue) {
    return pairs.get(queue).tx;
  }

  /**
   * Sets the interface up or down, as {@code ip link set} does. In another namespace that is not
   * ours to do: there it gets or loses its carrier.
   */
  public void setUp(boolean up) {
    String here = nameHere();
    if (here == null) {
      setCarrier(up);
    } else if (up) {
      setCarrier(true); // lost while it was elsewhere
      NetDevice.setUp(here);
    } else {
      NetDevice.setDown(here);
    }
  }

  private void setCarrier(boolean on) {
    if (on != carrier) {
      IoctlTun.setCarrier(pairs.getFirst().fd, on);
      carrier = on;
    }
  }

  /**
   * Whether it can take packets, whoever has set it down. An interface in another namespace cannot
   * be asked for its flags; the kernel (5.0 and later) takes no packet for one that is down, and
   * says so. As {@link #exists}, and beside {@link #setUp}.
   */
  public boolean up() {
    String here = nameHere();
    try {
      return carrier
          && (here == null
              ? Poll.writable(pairs.getFirst().fd)
              : (NetDevice.flags(here) & NetDevice.IFF_UP) != 0);
    } catch (OsException e) {
      return false; // gone meanwhile
    }
  }

  /** Its name as of now; null when it is in another namespace, where the name may be another's. */
  private String nameHere() {
    try {
      String now = IoctlTun.currentName(pairs.getFirst().fd);
      return NetDevice.index(now) == index ? now : null;
    } catch (OsException e) {
      return null;
    }
  }

  /**
   * False once the interface was deleted under us; it stays so, and a new device is to be opened.
   * Asks the descriptor, not the name: the interface may have gone to another namespace. Any thread
   * but those that could be in close.
   */
  public boolean exists() {
    if (closed) {
      return false;
    }
    for (Pair pair : pairs) {
      if (pair.rx.gone() || !IoctlTun.isAttached(pair.fd)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      pairs.reversed().forEach(Pair::close);
    }
  }
}

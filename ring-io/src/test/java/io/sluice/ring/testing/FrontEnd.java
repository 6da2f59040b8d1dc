package io.sluice.ring.testing;

import io.sluice.ring.os.Descriptors;
import io.sluice.ring.os.Errno;
import io.sluice.ring.os.SocketMessages;
import io.sluice.ring.os.Sockets;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.os.UnixSockets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The front end's side of a vhost-user socket. Says what a test tells it to say, right or wrong.
 * One thread. While it waits it runs a pump, which drives a back end that lives on the same thread.
 */
public final class FrontEnd implements AutoCloseable {
  public static final int GET_FEATURES = 1;
  public static final int SET_FEATURES = 2;
  public static final int SET_OWNER = 3;
  public static final int RESET_OWNER = 4;
  public static final int SET_MEM_TABLE = 5;
  public static final int SET_LOG_BASE = 6;
  public static final int SET_LOG_FD = 7;
  public static final int SET_VRING_NUM = 8;
  public static final int SET_VRING_ADDR = 9;
  public static final int SET_VRING_BASE = 10;
  public static final int GET_VRING_BASE = 11;
  public static final int SET_VRING_KICK = 12;
  public static final int SET_VRING_CALL = 13;
  public static final int SET_VRING_ERR = 14;
  public static final int GET_PROTOCOL_FEATURES = 15;
  public static final int SET_PROTOCOL_FEATURES = 16;
  public static final int GET_QUEUE_NUM = 17;
  public static final int SET_VRING_ENABLE = 18;
  public static final int SEND_RARP = 19;
  public static final int NET_SET_MTU = 20;
  public static final int GET_INFLIGHT_FD = 31;
  public static final int SET_INFLIGHT_FD = 32;
  public static final int RESET_DEVICE = 34;
  public static final int GET_MAX_MEM_SLOTS = 36;
  public static final int ADD_MEM_REG = 37;
  public static final int REM_MEM_REG = 38;
  public static final int SET_STATUS = 39;
  public static final int GET_STATUS = 40;

  public static final int VERSION = 1;
  public static final int NEED_REPLY = 8;

  /** No descriptor comes with a kick, call or err. */
  public static final long NO_FD = 1 << 8;

  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

  private final int socket;
  private final Runnable pump;
  private final Descriptors received = new Descriptors();

  /**
   * @param socket a connected one, owned from now on
   */
  public FrontEnd(int socket, Runnable pump) {
    this.socket = socket;
    this.pump = pump;
  }

  /** Connects to a back end in server mode. */
  public static FrontEnd connect(Path path, Runnable pump) {
    int fd = UnixSockets.stream();
    int r = UnixSockets.connect(fd, path.toString());
    if (r != 0) {
      Unistd.close(fd);
      throw new AssertionError("connect(" + path + "): " + Errno.name(-r));
    }
    return new FrontEnd(fd, pump);
  }

  /** Listens for a back end in client mode; accept with {@link #accept}, close with Unistd. */
  public static int listen(Path path) {
    int fd = UnixSockets.stream();
    UnixSockets.bind(fd, path.toString());
    Sockets.listen(fd, 1);
    return fd;
  }

  /** Waits for a back end to connect to a listening socket. */
  public static FrontEnd accept(int listening, Runnable pump) {
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (true) {
      pump.run();
      int fd = Sockets.accept(listening);
      if (fd >= 0) {
        return new FrontEnd(fd, pump);
      }
      rest(deadline, "a back end to connect");
    }
  }

  public int socket() {
    return socket;
  }

  // ---- raw ------------------------------------------------------------------------------------

  /** Sends bytes as they are. Whether all could be sent. */
  public boolean sendRaw(byte[] bytes, int... fds) {
    return SocketMessages.send(socket, bytes, 0, bytes.length, fds) == bytes.length;
  }

  public void send(int request, int flags, byte[] payload, int... fds) {
    if (!sendRaw(message(request, flags, payload), fds)) {
      throw new AssertionError("the back end closed before request " + request);
    }
  }

  /** Header and payload. */
  public static byte[] message(int request, int flags, byte[] payload) {
    return ByteBuffer.allocate(12 + payload.length)
        .order(ByteOrder.nativeOrder())
        .putInt(request)
        .putInt(flags)
        .putInt(payload.length)
        .put(payload)
        .array();
  }

  /** Waits for a reply to a request; its payload. */
  public ByteBuffer receive(int request) {
    ByteBuffer header = ByteBuffer.wrap(read(12)).order(ByteOrder.nativeOrder());
    int code = header.getInt();
    int flags = header.getInt();
    int size = header.getInt();
    if (code != request || flags != (VERSION | 4) || size < 0 || size > 4096) {
      throw new AssertionError(
          "reply to %d: got request %d, flags 0x%x, size %d".formatted(request, code, flags, size));
    }
    return ByteBuffer.wrap(read(size)).order(ByteOrder.nativeOrder());
  }

  private byte[] read(int length) {
    byte[] bytes = new byte[length];
    int got = 0;
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (got < length) {
      pump.run();
      int n = SocketMessages.receive(socket, bytes, got, length - got, received);
      received.close();
      if (n == 0 || n == Errno.PEER_GONE) {
        throw new AssertionError("the back end closed instead of answering");
      }
      if (n > 0) {
        got += n;
      } else {
        rest(deadline, "an answer");
      }
    }
    return bytes;
  }

  /** Whether bytes wait to be read, after the back end had its turn. */
  public boolean hasReply() {
    pump.run();
    byte[] one = new byte[1];
    int n = SocketMessages.receive(socket, one, 0, 1, received);
    received.close();
    return n > 0;
  }

  /** Whether the back end closed the connection by now; what it still sent is thrown away. */
  public boolean isClosed() {
    byte[] bytes = new byte[512];
    while (true) {
      int n = SocketMessages.receive(socket, bytes, 0, bytes.length, received);
      received.close();
      if (n <= 0) {
        return n == 0 || n == Errno.PEER_GONE;
      }
    }
  }

  /** Waits until the back end closes the connection; what it still sends is thrown away. */
  public void awaitClosed() {
    byte[] bytes = new byte[512];
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (true) {
      pump.run();
      int n = SocketMessages.receive(socket, bytes, 0, bytes.length, received);
      received.close();
      if (n == 0 || n == Errno.PEER_GONE) {
        return;
      }
      if (n < 0) {
        rest(deadline, "the back end to close");
      }
    }
  }

  private static void rest(long deadline, String awaited) {
    if (System.nanoTime() - deadline > 0) {
      throw new AssertionError("waited 10 s for " + awaited);
    }
    LockSupport.parkNanos(100_000);
  }

  // ---- requests -------------------------------------------------------------------------------

  public void send(int request, byte[] payload, int... fds) {
    send(request, VERSION, payload, fds);
  }

  /** Asks for a 64-bit number. */
  public long ask(int request) {
    send(request, new byte[0]);
    return receive(request).getLong();
  }

  /** Sends with need_reply; what the answer says: 0 is success. */
  public long acknowledged(int request, byte[] payload, int... fds) {
    send(request, VERSION | NEED_REPLY, payload, fds);
    return receive(request).getLong();
  }

  public static byte[] u64(long value) {
    return longs(value);
  }

  /** The payload of a request about a ring. */
  public static byte[] state(int ring, int value) {
    return ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(ring).putInt(value).array();
  }

  public static byte[] longs(long... values) {
    ByteBuffer b = ByteBuffer.allocate(8 * values.length).order(ByteOrder.nativeOrder());
    for (long v : values) {
      b.putLong(v);
    }
    return b.array();
  }

  public static byte[] memTable(GuestRam... rams) {
    ByteBuffer b = ByteBuffer.allocate(8 + 32 * rams.length).order(ByteOrder.nativeOrder());
    b.putInt(rams.length).putInt(0);
    for (GuestRam r : rams) {
      b.put(longs(r.guest(0), r.size(), r.user(0), r.fileOffset()));
    }
    return b.array();
  }

  /** A table of regions from their numbers: guest address, size, user address, offset, ... */
  public static byte[] memTable(long... regions) {
    return ByteBuffer.allocate(8 + 8 * regions.length)
        .order(ByteOrder.nativeOrder())
        .putInt(regions.length / 4)
        .putInt(0)
        .put(longs(regions))
        .array();
  }

  /** The payload of ADD_MEM_REG and REM_MEM_REG. */
  public static byte[] memRegion(GuestRam r) {
    return longs(0, r.guest(0), r.size(), r.user(0), r.fileOffset());
  }

  public void setMemTable(GuestRam... rams) {
    int[] fds = new int[rams.length];
    for (int i = 0; i < fds.length; i++) {
      fds[i] = rams[i].fd();
    }
    send(SET_MEM_TABLE, memTable(rams), fds);
  }

  public static byte[] ringAddress(GuestRing ring) {
    GuestRam ram = ring.ram();
    return ringAddress(
        ring.index(),
        ram.user(ring.descriptorsOffset()),
        ram.user(ring.usedOffset()),
        ram.user(ring.availableOffset()));
  }

  public static byte[] ringAddress(int ring, long descriptors, long used, long available) {
    return longs(ring & 0xffffffffL, descriptors, used, available, 0);
  }

  /** Features, then owner, as QEMU does. */
  public void negotiate(long features, long protocolFeatures) {
    send(GET_FEATURES, new byte[0]);
    receive(GET_FEATURES);
    send(SET_PROTOCOL_FEATURES, u64(protocolFeatures));
    send(SET_OWNER, new byte[0]);
    send(SET_FEATURES, u64(features));
  }

  /** Everything that makes a ring run, but enabling it. */
  public void startRing(GuestRing ring, int base) {
    send(SET_VRING_NUM, state(ring.index(), ring.size()));
    send(SET_VRING_BASE, state(ring.index(), base));
    send(SET_VRING_ADDR, ringAddress(ring));
    send(SET_VRING_KICK, u64(ring.index()), ring.kickFd());
    send(SET_VRING_CALL, u64(ring.index()), ring.callFd());
  }

  public void enableRing(int ring, boolean on) {
    send(SET_VRING_ENABLE, state(ring, on ? 1 : 0));
  }

  /** The same, and waits until it is so: what is offered from then on is not discarded. */
  public void enableRingAndWait(int ring) {
    if (acknowledged(SET_VRING_ENABLE, state(ring, 1)) != 0) {
      throw new AssertionError("SET_VRING_ENABLE of ring " + ring + " was refused");
    }
  }

  /** Stops a ring; its last avail index. */
  public int stopRing(int ring) {
    send(GET_VRING_BASE, state(ring, 0));
    ByteBuffer reply = receive(GET_VRING_BASE);
    if (reply.getInt() != ring) {
      throw new AssertionError("GET_VRING_BASE answered about another ring");
    }
    return reply.getInt();
  }

  @Override
  public void close() {
    Unistd.close(socket);
  }
}

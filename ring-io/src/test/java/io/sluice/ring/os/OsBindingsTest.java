package io.sluice.ring.os;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.ring.memory.Memory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OsBindingsTest {
  @TempDir Path directory;

  @Test
  void shouldPassBytesAndDescriptorsOverASocket() {
    String path = directory.resolve("s.sock").toString();
    int listener = UnixSockets.stream();
    int client = UnixSockets.stream();
    assertEquals(Errno.MISSING, UnixSockets.connect(client, path));
    UnixSockets.bind(listener, path);
    assertEquals(Errno.REFUSED, UnixSockets.connect(client, path));
    Sockets.listen(listener, 1);
    assertEquals(Errno.WOULD_BLOCK, Sockets.accept(listener));
    assertEquals(0, UnixSockets.connect(client, path));
    int server = Sockets.accept(listener);
    assertTrue(server >= 0);

    int event = EventFd.create();
    byte[] bytes = {1, 2, 3, 4, 5};
    assertEquals(5, SocketMessages.send(client, bytes, 0, 5, event, event));
    byte[] got = new byte[10];
    Descriptors fds = new Descriptors();
    assertEquals(5, SocketMessages.receive(server, got, 2, 8, fds));
    assertArrayEquals(new byte[] {0, 0, 1, 2, 3, 4, 5, 0, 0, 0}, got);
    assertEquals(2, fds.count());
    assertFalse(fds.truncated());
    assertTrue(EventFd.signal(fds.get(0)));
    assertTrue(EventFd.signal(fds.get(1)));
    assertEquals(2, EventFd.drain(event));
    assertEquals(0, EventFd.drain(event));
    fds.close();
    assertEquals(Errno.WOULD_BLOCK, SocketMessages.receive(server, got, 0, 8, fds));

    Unistd.close(client);
    assertEquals(0, SocketMessages.receive(server, got, 0, 8, fds));
    assertEquals(Errno.PEER_GONE, SocketMessages.send(server, bytes, 0, 5));
    Unistd.close(server);
    Unistd.close(listener);
    Unistd.close(event);
    assertTrue(Unistd.unlink(path));
    assertFalse(Unistd.unlink(path));
  }

  @Test
  void shouldNotLeakDescriptorsThatExceedTheMost() {
    int[] pair = UnixSockets.streamPair();
    int event = EventFd.create();
    int[] many = new int[100];
    java.util.Arrays.fill(many, event);
    int before = openDescriptors();
    assertEquals(1, SocketMessages.send(pair[0], new byte[1], 0, 1, many));
    Descriptors fds = new Descriptors();
    assertEquals(1, SocketMessages.receive(pair[1], new byte[1], 0, 1, fds));
    assertTrue(fds.truncated());
    fds.close();
    assertEquals(before, openDescriptors());
    Unistd.close(event);
    Unistd.close(pair[0]);
    Unistd.close(pair[1]);
  }

  @Test
  void shouldMapAndResizeAMemoryFile() {
    int fd = Mman.memfdCreate("test", Mman.MFD_ALLOW_SEALING);
    Unistd.ftruncate(fd, 8192);
    assertEquals(8192, Stat.fstat(fd).size());
    assertTrue(Stat.fstat(fd).isRegular());
    assertEquals(Stat.TMPFS_MAGIC, Stat.fstatfs(fd).type());
    assertFalse(Stat.fstatfs(fd).isHugeTlb());
    long address = Mman.mmap(0, 8192, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_SHARED, fd, 0);
    Memory.putLong(address + 4096, 42);
    Unistd.pwrite(fd, address + 4096, 8, 0);
    assertEquals(42, Memory.getLong(address));
    assertEquals(8192, Unistd.lseek(fd, 0, 2));
    assertEquals(0, Unistd.lseek(fd, 0, 0));
    assertEquals(8, Unistd.read(fd, address + 16, 8));
    assertEquals(42, Memory.getLong(address + 16));
    // Two iovecs: the word at 16, and the (empty) word at 64.
    long iovecs = address + 2048;
    Memory.putLong(iovecs, address + 16);
    Memory.putLong(iovecs + 8, 8);
    Memory.putLong(iovecs + 16, address + 64);
    Memory.putLong(iovecs + 24, 8);
    Unistd.lseek(fd, 4096 + 512, 0);
    assertEquals(16, Unistd.writev(fd, iovecs, 2));
    assertEquals(42, Memory.getLong(address + 4096 + 512));
    Unistd.lseek(fd, 4096 + 512, 0);
    assertEquals(16, Unistd.readv(fd, iovecs, 2));
    Fcntl.fcntl(fd, Fcntl.F_ADD_SEALS, Fcntl.F_SEAL_SHRINK);
    assertEquals(Fcntl.F_SEAL_SHRINK, Fcntl.fcntl(fd, Fcntl.F_GET_SEALS, 0));
    OsException refused = assertThrows(OsException.class, () -> Unistd.ftruncate(fd, 0));
    assertEquals(Errno.EPERM, refused.errno());
    Mman.munmap(address, 8192);
    Unistd.close(fd);
    OsException closed = assertThrows(OsException.class, () -> Unistd.close(fd));
    assertEquals("close(fd=" + fd + "): EBADF", closed.getMessage());
  }

  @Test
  void shouldSayWhatFailed() {
    OsException e =
        assertThrows(OsException.class, () -> Fcntl.open("/does/not/exist", Fcntl.O_RDWR, 0));
    assertEquals(
        "open(/does/not/exist, flags=0x2): ENOENT (no such file or directory)", e.getMessage());
    IllegalArgumentException tooLong =
        assertThrows(
            IllegalArgumentException.class, () -> UnixSockets.checkPath("/" + "x".repeat(200)));
    assertTrue(tooLong.getMessage().contains("shorter"), tooLong.getMessage());
  }

  @Test
  void shouldReportReadinessOnce() {
    int event = EventFd.create();
    try (Epoll epoll = new Epoll(4)) {
      epoll.add(event, Epoll.EPOLLIN | Epoll.EPOLLONESHOT, 0x1234_5678_9abcL);
      assertEquals(0, epoll.await(0));
      EventFd.signal(event);
      assertEquals(1, epoll.await(1000));
      assertEquals(Epoll.EPOLLIN, epoll.events(0));
      assertEquals(0x1234_5678_9abcL, epoll.data(0));
      assertEquals(0, epoll.await(0));
      epoll.modify(event, Epoll.EPOLLIN | Epoll.EPOLLONESHOT, 7);
      assertEquals(1, epoll.await(1000));
      assertEquals(7, epoll.data(0));
      epoll.remove(event);
    }
    Unistd.close(event);
  }

  @Test
  void shouldPinTheCallingThread() throws InterruptedException {
    BitSet all = Sched.getAffinity();
    assertFalse(all.isEmpty());
    BitSet[] seen = new BitSet[1];
    Thread thread =
        new Thread(
            () -> {
              BitSet one = new BitSet();
              one.set(all.nextSetBit(0));
              Sched.setAffinity(one);
              seen[0] = Sched.getAffinity();
            });
    thread.start();
    thread.join();
    assertEquals(1, seen[0].cardinality());
    assertEquals(all, Sched.getAffinity());
    assertTrue(Files.exists(Path.of("/proc/self/task/" + Sched.gettid())));
  }

  @Test
  void shouldReadAndSetLimits() {
    Resource.Limit limit = Resource.getLimit(Resource.RLIMIT_NOFILE);
    assertTrue(limit.current() > 0);
    Resource.setLimit(Resource.RLIMIT_NOFILE, limit);
    assertEquals(limit, Resource.getLimit(Resource.RLIMIT_NOFILE));
  }

  @Test
  void shouldReadTheLoopbackInterface() {
    assertTrue(NetDevice.index("lo") > 0);
    assertTrue(NetDevice.mtu("lo") >= 1500);
    assertEquals(6, NetDevice.mac("lo").length);
    assertThrows(OsException.class, () -> NetDevice.index("nosuchdevice"));
    assertThrows(IllegalArgumentException.class, () -> NetDevice.index("a-name-that-is-too-long"));
  }

  private static int openDescriptors() {
    return new java.io.File("/proc/self/fd").list().length;
  }

  @Test
  void shouldWriteFromTruncatedMemoryWithoutAFault() {
    int fd = Mman.memfdCreate("guest", 0);
    Unistd.ftruncate(fd, 4096);
    long page = Mman.mmap(0, 4096, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_SHARED, fd, 0);
    int out = Mman.memfdCreate("out", 0);
    Unistd.ftruncate(fd, 0);
    assertEquals(Errno.IO_ERROR, Unistd.write(out, page, 100));
    assertEquals(-1, Unistd.preadShort(fd, 0));
    Mman.munmap(page, 4096);
    Unistd.close(out);
    Unistd.close(fd);
  }
}

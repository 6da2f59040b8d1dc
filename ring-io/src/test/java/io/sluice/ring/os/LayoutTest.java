package io.sluice.ring.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemoryLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sizes, offsets and constants of our bindings against the C headers: the numbers a C program
 * printed, committed here, and (where there is a C compiler) the numbers it prints now.
 */
class LayoutTest {
  /** A C expression, what it is on x86-64 Linux, and what our bindings say. */
  private record Fact(String expression, long committed, long ours) {}

  private static long at(MemoryLayout layout, String field) {
    return layout.byteOffset(MemoryLayout.PathElement.groupElement(field));
  }

  private static final List<Fact> FACTS =
      List.of(
          new Fact("sizeof(struct sockaddr_un)", 110, UnixSockets.SOCKADDR_UN.byteSize()),
          new Fact(
              "offsetof(struct sockaddr_un, sun_path)", 2, at(UnixSockets.SOCKADDR_UN, "sun_path")),
          new Fact("sizeof(struct iovec)", 16, SocketMessages.IOVEC.byteSize()),
          new Fact("sizeof(struct iovec)", 16, Unistd.IOVEC_SIZE),
          new Fact("offsetof(struct iovec, iov_len)", 8, at(SocketMessages.IOVEC, "iov_len")),
          new Fact("sizeof(struct msghdr)", 56, SocketMessages.MSGHDR.byteSize()),
          new Fact("offsetof(struct msghdr, msg_iov)", 16, at(SocketMessages.MSGHDR, "msg_iov")),
          new Fact(
              "offsetof(struct msghdr, msg_iovlen)", 24, at(SocketMessages.MSGHDR, "msg_iovlen")),
          new Fact(
              "offsetof(struct msghdr, msg_control)", 32, at(SocketMessages.MSGHDR, "msg_control")),
          new Fact(
              "offsetof(struct msghdr, msg_controllen)",
              40,
              at(SocketMessages.MSGHDR, "msg_controllen")),
          new Fact(
              "offsetof(struct msghdr, msg_flags)", 48, at(SocketMessages.MSGHDR, "msg_flags")),
          new Fact("sizeof(struct cmsghdr)", 16, SocketMessages.CMSGHDR.byteSize()),
          new Fact(
              "offsetof(struct cmsghdr, cmsg_level)", 8, at(SocketMessages.CMSGHDR, "cmsg_level")),
          new Fact(
              "offsetof(struct cmsghdr, cmsg_type)", 12, at(SocketMessages.CMSGHDR, "cmsg_type")),
          new Fact("sizeof(struct stat)", 144, Stat.STAT.byteSize()),
          new Fact("offsetof(struct stat, st_ino)", 8, at(Stat.STAT, "st_ino")),
          new Fact("offsetof(struct stat, st_mode)", 24, at(Stat.STAT, "st_mode")),
          new Fact("offsetof(struct stat, st_size)", 48, at(Stat.STAT, "st_size")),
          new Fact("offsetof(struct stat, st_blksize)", 56, at(Stat.STAT, "st_blksize")),
          new Fact("sizeof(struct statfs)", 120, Stat.STATFS.byteSize()),
          new Fact("offsetof(struct statfs, f_bsize)", 8, at(Stat.STATFS, "f_bsize")),
          new Fact("sizeof(struct pollfd)", 8, Poll.POLLFD.byteSize()),
          new Fact("offsetof(struct pollfd, revents)", 6, at(Poll.POLLFD, "revents")),
          new Fact("POLLOUT", 4, Poll.POLLOUT),
          new Fact("sizeof(struct epoll_event)", 12, Epoll.EPOLL_EVENT.byteSize()),
          new Fact("offsetof(struct epoll_event, data)", 4, at(Epoll.EPOLL_EVENT, "data")),
          new Fact("sizeof(struct inotify_event)", 16, Inotify.INOTIFY_EVENT.byteSize()),
          new Fact("offsetof(struct inotify_event, mask)", 4, at(Inotify.INOTIFY_EVENT, "mask")),
          new Fact("offsetof(struct inotify_event, len)", 12, at(Inotify.INOTIFY_EVENT, "len")),
          new Fact("sizeof(struct rlimit)", 16, Resource.RLIMIT.byteSize()),
          new Fact("offsetof(struct rlimit, rlim_max)", 8, at(Resource.RLIMIT, "rlim_max")),
          // libpcap's struct bpf_insn is the kernel's struct sock_filter.
          new Fact("sizeof(struct sock_filter)", 8, Libpcap.BPF_INSN.byteSize()),
          new Fact("offsetof(struct sock_filter, jt)", 2, at(Libpcap.BPF_INSN, "jt")),
          new Fact("offsetof(struct sock_filter, jf)", 3, at(Libpcap.BPF_INSN, "jf")),
          new Fact("offsetof(struct sock_filter, k)", 4, at(Libpcap.BPF_INSN, "k")),
          new Fact("sizeof(struct ifreq)", 40, NetDevice.IFREQ.byteSize()),
          new Fact("offsetof(struct ifreq, ifr_flags)", 16, at(NetDevice.IFREQ, "ifr_ifru")),
          new Fact("TUNSETIFF", 0x400454ca, IoctlTun.TUNSETIFF),
          new Fact("TUNSETPERSIST", 0x400454cb, IoctlTun.TUNSETPERSIST),
          new Fact("TUNSETOFFLOAD", 0x400454d0, IoctlTun.TUNSETOFFLOAD),
          new Fact("TUNSETVNETHDRSZ", 0x400454d8, IoctlTun.TUNSETVNETHDRSZ),
          new Fact("TUNSETVNETLE", 0x400454dc, IoctlTun.TUNSETVNETLE),
          new Fact("TUNSETCARRIER", 0x400454e2, IoctlTun.TUNSETCARRIER),
          new Fact("IFF_MULTI_QUEUE", 0x100, IoctlTun.IFF_MULTI_QUEUE),
          new Fact("IFF_VNET_HDR", 0x4000, IoctlTun.IFF_VNET_HDR),
          new Fact("IFF_NO_PI", 0x1000, IoctlTun.IFF_NO_PI),
          new Fact("TUN_F_TSO6", 4, IoctlTun.TUN_F_TSO6),
          new Fact("MAP_FIXED", 0x10, Mman.MAP_FIXED),
          new Fact("MAP_NORESERVE", 0x4000, Mman.MAP_NORESERVE),
          new Fact("MAP_POPULATE", 0x8000, Mman.MAP_POPULATE),
          new Fact("MAP_HUGETLB", 0x40000, Mman.MAP_HUGETLB),
          new Fact("MFD_HUGETLB", 4, Mman.MFD_HUGETLB),
          new Fact("MFD_ALLOW_SEALING", 2, Mman.MFD_ALLOW_SEALING),
          new Fact("MADV_DONTDUMP", 16, Mman.MADV_DONTDUMP),
          new Fact("MADV_HUGEPAGE", 14, Mman.MADV_HUGEPAGE),
          new Fact("F_ADD_SEALS", 1033, Fcntl.F_ADD_SEALS),
          new Fact("F_GET_SEALS", 1034, Fcntl.F_GET_SEALS),
          new Fact("F_DUPFD_CLOEXEC", 1030, Fcntl.F_DUPFD_CLOEXEC),
          new Fact("F_SEAL_SHRINK", 2, Fcntl.F_SEAL_SHRINK),
          new Fact("O_NONBLOCK", 0x800, Fcntl.O_NONBLOCK),
          new Fact("O_CLOEXEC", 0x80000, Fcntl.O_CLOEXEC),
          new Fact("O_CREAT", 0x40, Fcntl.O_CREAT),
          new Fact("O_TRUNC", 0x200, Fcntl.O_TRUNC),
          new Fact("EFD_NONBLOCK", 0x800, EventFd.EFD_NONBLOCK),
          new Fact("EFD_CLOEXEC", 0x80000, EventFd.EFD_CLOEXEC),
          new Fact("sizeof(struct iocb)", 64, Aio.IOCB.byteSize()),
          new Fact("offsetof(struct iocb, aio_lio_opcode)", 16, at(Aio.IOCB, "aio_lio_opcode")),
          new Fact("offsetof(struct iocb, aio_fildes)", 20, at(Aio.IOCB, "aio_fildes")),
          new Fact("offsetof(struct iocb, aio_flags)", 56, at(Aio.IOCB, "aio_flags")),
          new Fact("offsetof(struct iocb, aio_resfd)", 60, at(Aio.IOCB, "aio_resfd")),
          new Fact("IOCB_CMD_PREAD", 0, Aio.IOCB_CMD_PREAD),
          new Fact("IOCB_FLAG_RESFD", 1, Aio.IOCB_FLAG_RESFD),
          new Fact("SYS_io_setup", 206, Aio.SYS_IO_SETUP),
          new Fact("SYS_io_submit", 209, Aio.SYS_IO_SUBMIT),
          new Fact("SCM_RIGHTS", 1, SocketMessages.SCM_RIGHTS),
          new Fact("MSG_CMSG_CLOEXEC", 0x40000000, SocketMessages.MSG_CMSG_CLOEXEC),
          new Fact("MSG_CTRUNC", 8, SocketMessages.MSG_CTRUNC),
          new Fact("MSG_NOSIGNAL", 0x4000, SocketMessages.MSG_NOSIGNAL),
          new Fact("EPOLLONESHOT", 1 << 30, Epoll.EPOLLONESHOT),
          new Fact("EPOLLRDHUP", 0x2000, Epoll.EPOLLRDHUP),
          new Fact("RLIMIT_NOFILE", 7, Resource.RLIMIT_NOFILE),
          new Fact("HUGETLBFS_MAGIC", 0x958458f6L, Stat.HUGETLBFS_MAGIC),
          new Fact("ENOBUFS", 105, Errno.ENOBUFS),
          new Fact("ECONNREFUSED", 111, Errno.ECONNREFUSED),
          new Fact("EBADFD", 77, Errno.EBADFD));

  @TempDir Path directory;

  @Test
  void shouldMatchTheCommittedNumbers() {
    for (Fact f : FACTS) {
      assertEquals(f.committed, f.ours, f.expression);
    }
  }

  @Test
  void shouldMatchWhatTheCompilerSays() throws IOException, InterruptedException {
    assumeTrue(
        run(List.of("cc", "--version")) != null, "skipped: there is no C compiler (cc) here");
    StringBuilder source =
        new StringBuilder(
            """
            #define _GNU_SOURCE
            #include <errno.h>
            #include <fcntl.h>
            #include <linux/aio_abi.h>
            #include <linux/filter.h>
            #include <linux/if_tun.h>
            #include <linux/magic.h>
            #include <net/if.h>
            #include <poll.h>
            #include <stddef.h>
            #include <stdio.h>
            #include <sys/epoll.h>
            #include <sys/eventfd.h>
            #include <sys/inotify.h>
            #include <sys/ioctl.h>
            #include <sys/mman.h>
            #include <sys/resource.h>
            #include <sys/socket.h>
            #include <sys/stat.h>
            #include <sys/syscall.h>
            #include <sys/uio.h>
            #include <sys/un.h>
            #include <sys/vfs.h>
            int main(void) {
            """);
    for (Fact f : FACTS) {
      source.append("printf(\"%lld\\n\", (long long)(").append(f.expression).append("));\n");
    }
    Path c = directory.resolve("facts.c");
    Path program = directory.resolve("facts");
    Files.writeString(c, source.append("return 0; }\n"));
    List<String> compiled = run(List.of("cc", "-o", program.toString(), c.toString()));
    assertEquals(List.of(), compiled);
    List<String> printed = run(List.of(program.toString()));
    assertEquals(FACTS.size(), printed.size());
    for (int i = 0; i < FACTS.size(); i++) {
      Fact f = FACTS.get(i);
      assertEquals(f.ours, Long.parseLong(printed.get(i)), f.expression);
    }
  }

  /** A program's output lines, or null when there is no such program or it failed. */
  private static List<String> run(List<String> command) throws InterruptedException {
    try {
      Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
      String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return p.waitFor() == 0 ? new ArrayList<>(out.lines().toList()) : null;
    } catch (IOException e) {
      return null;
    }
  }
}

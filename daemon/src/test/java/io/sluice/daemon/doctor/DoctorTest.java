package io.sluice.daemon.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.actors.PortSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines that the test made, one thing wrong with each. */
class DoctorTest {
  @TempDir Path root;

  private final BitSet laneCpus = BitSet.valueOf(new long[] {0b1100});
  private final List<PortSpec> ports = new ArrayList<>();

  @BeforeEach
  void aMachineAtItsBest() throws IOException {
    file("/sys/devices/system/cpu/online", "0-7");
    file("/sys/devices/system/cpu/isolated", "2-3");
    file("/sys/devices/system/cpu/cpu2/topology/thread_siblings_list", "2");
    file("/sys/devices/system/cpu/cpu3/topology/thread_siblings_list", "3");
    file("/sys/devices/system/cpu/cpu2/cpufreq/scaling_governor", "performance");
    file("/sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc");
    file("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "1024");
    file("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "1000");
    file("/sys/fs/cgroup/cpu.max", "max 100000");
    file("/sys/fs/cgroup/memory.max", "max");
    file("/proc/self/status", "Name:\tjava\nCpus_allowed_list:\t0-7\n");
    file("/proc/self/limits", "Max open files            1048576   1048576   files\n");
    file("/proc/sys/fs/aio-nr", "10");
    file("/proc/sys/fs/aio-max-nr", "65536");
    file("/proc/sys/kernel/osrelease", "6.1");
    file("/boot/config-6.1", "CONFIG_XDP_SOCKETS=y\n");
    file("/dev/net/tun", "");
    Files.createDirectory(root.resolve("run"));
  }

  private void file(String absolute, String text) throws IOException {
    Path file = root.resolve(absolute.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<Finding> look() {
    Subject subject = new Subject(root.resolve("run"), laneCpus, 2, ports, 8192);
    return Doctor.look(new Host(root), subject).stream()
        .filter(f -> f.level() != Finding.Level.OK)
        .toList();
  }

  private void shouldFind(Finding.Level level, String what, String advice) {
    List<Finding> found = look();
    assertEquals(1, found.size(), found::toString);
    Finding f = found.getFirst();
    assertEquals(level, f.level(), f::toString);
    assertTrue(f.what().contains(what), f::toString);
    assertTrue(f.advice().contains(advice), f::toString);
  }

  @Test
  void shouldFindNothingWhereNothingIsWrong() {
    assertEquals(List.of(), look());
  }

  @Test
  void shouldFindCpusThatMayNotBeUsed() throws IOException {
    file("/proc/self/status", "Cpus_allowed_list:\t0-2,5\n");
    shouldFind(Finding.Level.BAD, "CPUs 3, which", "choose other CPUs");
  }

  @Test
  void shouldFindLanesThatLeaveNoCpu() throws IOException {
    file("/sys/devices/system/cpu/online", "2-3");
    shouldFind(Finding.Level.WARN, "2 lanes on 2 CPUs", "lanes = auto");
  }

  @Test
  void shouldFindCpusThatOtherWorkRunsOn() throws IOException {
    file("/sys/devices/system/cpu/isolated", "3");
    shouldFind(Finding.Level.WARN, "CPUs 2", "isolcpus=2 ");
  }

  @Test
  void shouldFindLanesOnOneCore() throws IOException {
    file("/sys/devices/system/cpu/cpu2/topology/thread_siblings_list", "2-3");
    file("/sys/devices/system/cpu/cpu3/topology/thread_siblings_list", "2-3");
    shouldFind(Finding.Level.WARN, "CPUs 2-3 share one core", "core of its own");
  }

  @Test
  void shouldFindACpuLimit() throws IOException {
    file("/sys/fs/cgroup/cpu.max", "150000 100000");
    shouldFind(Finding.Level.WARN, "150000 100000", "CPUQuota");
  }

  @Test
  void shouldFindAClockThatChanges() throws IOException {
    file("/sys/devices/system/cpu/cpu2/cpufreq/scaling_governor", "powersave");
    shouldFind(Finding.Level.WARN, "powersave", "performance");
  }

  @Test
  void shouldFindASlowClock() throws IOException {
    file("/sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet");
    shouldFind(Finding.Level.WARN, "hpet", "clocksource=tsc");
  }

  @Test
  void shouldFindTooFewHugePages() throws IOException {
    file("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "7");
    shouldFind(Finding.Level.WARN, "1024, 7 free; the packet pool wants 8", "echo 1025 >");
  }

  @Test
  void shouldFindTooFewOpenFiles() throws IOException {
    file("/proc/self/limits", "Max open files            210   4096   files\n");
    ports.add(sink());
    shouldFind(Finding.Level.WARN, "210, and 1 ports may need 224", "ulimit -n 448");
  }

  @Test
  void shouldFindThatAioRunsOut() throws IOException {
    file("/proc/sys/fs/aio-nr", "65000");
    shouldFind(Finding.Level.WARN, "only 536", "aio-max-nr=262144");
  }

  @Test
  void shouldFindAMemoryLimit() throws IOException {
    file("/sys/fs/cgroup/memory.max", "104857600");
    shouldFind(Finding.Level.WARN, "100 MiB", "allow 500 MiB");
  }

  @Test
  void shouldFindThatTapIsNotThere() throws IOException {
    Files.delete(root.resolve("dev/net/tun"));
    assertEquals(List.of(), look()); // nobody asked for it
    ports.add(new PortSpec.Tap(common("t0"), "t0"));
    shouldFind(Finding.Level.BAD, "/dev/net/tun is not there", "modprobe tun");
  }

  @Test
  void shouldFindAKernelWithoutXdp() throws IOException {
    Path gz = root.resolve("proc/config.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(gz))) {
      out.write("# CONFIG_XDP_SOCKETS is not set\n".getBytes(StandardCharsets.US_ASCII));
    }
    shouldFind(Finding.Level.WARN, "no XDP sockets", "CONFIG_XDP_SOCKETS=y");
  }

  @Test
  void shouldFindARunDirectoryThatOthersWrite() throws IOException {
    Files.setPosixFilePermissions(
        root.resolve("run"), PosixFilePermissions.fromString("rwxrwx---"));
    shouldFind(Finding.Level.BAD, "other users may write", "chmod go-w");
  }

  @Test
  void shouldFindHowASlowSwitchWasStarted() throws IOException {
    Files.writeString(root.resolve("run/sluice.lock"), "77\n");
    file("/proc/77/cmdline", "java\0-Xint\0-jar\0/x/sluice.jar\0run");
    shouldFind(Finding.Level.WARN, "process 77) was started with -Xint", "./sluice run");
    file("/proc/77/cmdline", "vim\0-Xint");
    assertEquals(List.of(), look());
  }

  @Test
  void shouldFindSocketsThatCannotBe() throws IOException {
    Path none = root.resolve("none/vh0.sock");
    ports.add(vhost(PortSpec.Mode.CLIENT, none));
    shouldFind(Finding.Level.WARN, "port v: there is no directory", "QEMU makes the socket");
    ports.set(0, vhost(PortSpec.Mode.SERVER, Path.of("/" + "x".repeat(200))));
    shouldFind(Finding.Level.BAD, "201 bytes of at most 107", "shorter");
  }

  @Test
  void shouldReadWholeNumbersOfThisKernel() throws Exception {
    Host here = new Host(Path.of("/"));
    Process cat = new ProcessBuilder("cat", "/proc/sys/fs/aio-max-nr").start();
    String number = new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertEquals(
        Long.parseLong(number.strip()), here.number("/proc/sys/fs/aio-max-nr").orElseThrow());
  }

  @Test
  void shouldPrintTheWorstLastAndSayItInTheExitCode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code = Doctor.run(null, root.resolve("run"), print, print);
    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(text.startsWith("ok    "), text);
    assertEquals(text.contains("\nbad ") ? 1 : 0, code, text);
    assertEquals(2, Doctor.run(root.resolve("no.conf"), null, print, print));
  }

  private static PortSpec.Common common(String name) {
    return new PortSpec.Common(name, OptionalInt.empty(), new PortSpec.Vlan.All(), List.of());
  }

  private static PortSpec sink() {
    return new PortSpec.Sink(common("s"));
  }

  private static PortSpec vhost(PortSpec.Mode mode, Path path) {
    return new PortSpec.VhostUser(common("v"), mode, path, 1, OptionalInt.empty());
  }
}

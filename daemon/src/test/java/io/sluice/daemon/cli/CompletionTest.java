package io.sluice.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts in real shells, beside a {@code sluice} that shows two bridges. */
class CompletionTest {
  /** Completes as readline would: {@code =} breaks words. $1 is the script, then the words. */
  private static final String BASH =
      """
      . "$1"; shift
      COMP_WORDS=()
      for w in "$@"; do
        while [[ $w = *=* ]]; do
          [ -z "${w%%=*}" ] || COMP_WORDS+=("${w%%=*}")
          COMP_WORDS+=("="); w=${w#*=}
          [ -n "$w" ] || continue 2
        done
        COMP_WORDS+=("$w")
      done
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _sluice 2>&1
      printf '%s\\n' "${COMPREPLY[@]}" | sort | tr '\\n' ' '
      """;

  @TempDir private Path temp;

  @BeforeEach
  void script() throws IOException {
    for (String shell : Completion.SHELLS) {
      PrintStream none = new PrintStream(PrintStream.nullOutputStream());
      Files.writeString(
          temp.resolve(shell), new Completion(Commands.program(none, none).line()).script(shell));
    }
    Path sluice =
        Files.writeString(
            temp.resolve("sluice"),
            """
            #!/bin/sh
            [ "$1" != --run-dir ] || { echo "bridge other: 1 flow, generation 1"; exit; }
            echo "switch, up 3 s"
            echo "bridge br0: 1 flow, generation 3"
            echo "  port vm1: number 1, sink"
            echo "    lane 0; rx 1 packets"
            echo "bridge br1: 1 flow, generation 3"
            echo "  port vm2: number 1, sink"
            echo "lane 0: cpu 2"
            """);
    Files.setPosixFilePermissions(sluice, PosixFilePermissions.fromString("rwx------"));
    Files.createDirectory(temp.resolve("runs"));
    Files.writeString(temp.resolve("rules.txt"), "");
  }

  private String run(String... command) throws IOException, InterruptedException {
    Process p =
        new ProcessBuilder(command).directory(temp.toFile()).redirectErrorStream(true).start();
    if (!p.waitFor(60, TimeUnit.SECONDS)) {
      p.destroyForcibly();
      fail("the shell hangs");
    }
    return new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private String complete(String line) throws IOException, InterruptedException {
    String[] words = line.split(" ", -1);
    String[] command = new String[words.length + 5];
    List<String> start = List.of("bash", "-c", BASH, "bash", temp.resolve("bash").toString());
    for (int i = 0; i < command.length; i++) {
      command[i] = i < start.size() ? start.get(i) : words[i - start.size()];
    }
    return run(command);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "./sluice add-|add-br add-flow add-flows add-group add-meter add-port",
        "./sluice show --|--help --json --run-dir --version",
        "./sluice show --j|--json",
        "./sluice --run-dir |runs",
        "./sluice --run-dir=ru|runs",
        "./sluice --run-dir runs sho|show",
        "./sluice run --config ru|rules.txt runs",
        "./sluice del-br |br0 br1",
        "./sluice --run-dir runs dump-flows |other",
        "./sluice del-port br1 |vm2",
        "./sluice drops |vm1 vm2",
        "./sluice add-flows br0 rul|rules.txt",
        "./sluice add-port br0 x |type=",
        "./sluice add-port br0 x type=|generator pcap sink tap vhost-user",
        "./sluice add-port br0 x type=v|vhost-user",
        "./sluice add-port br0 x type=tap |cpus= interface= ofport= tag= trunks= type=",
        "./sluice add-port br0 x type=vhost-user m|mode= mtu=",
        "./sluice add-port br0 x type=vhost-user mode=c|client",
        "./sluice add-port br0 x type=pcap input=rul|rules.txt",
        "./sluice generate-completion |bash zsh",
        "./sluice help sh|show",
        "./sluice add-flow br0 |",
      })
  void shouldCompleteInBash(String line, String expected) throws Exception {
    assertEquals(expected == null ? "" : expected, complete(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void shouldBeRightForTheShell(String shell) throws Exception {
    String path = System.getenv().getOrDefault("PATH", "");
    assumeTrue(
        List.of(path.split(":")).stream().anyMatch(d -> Files.isExecutable(Path.of(d, shell))),
        "no " + shell + " here");
    assertEquals("", run(shell, "-n", temp.resolve(shell).toString()));
  }

  /** In a terminal, as a user would: type, press tab, read the screen (which says mo, then de=). */
  @Test
  void shouldCompleteInZsh() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/zsh")), "no zsh here");
    String screen =
        run(
            "/usr/bin/zsh",
            "-fc",
            """
            zmodload zsh/zpty
            zpty -b z zsh -f -i
            zpty -w z "PS1='> '; autoload -Uz compinit; compinit -u -D; source $PWD/zsh; echo s'et'"
            wait_for() {
              local all part n=0
              while (( n++ < 400 )); do
                while zpty -rt z part; do all+=$part; done
                [[ $all == *$1* ]] && break
                sleep 0.1
              done
              print -r -- "$all"
            }
            wait_for set >/dev/null
            zpty -wn z $'./sluice add-port br0 x type=vhost-user mo\\t'
            wait_for 'de='
            zpty -wn z $'s\\t'
            wait_for 'server'
            zpty -wn z $'\\C-u./sluice del-port br1 \\t'
            wait_for 'vm2'
            zpty -d z
            """);
    for (String completed : List.of("de=", "server", "vm2")) {
      assertTrue(screen.contains(completed), screen);
    }
  }
}

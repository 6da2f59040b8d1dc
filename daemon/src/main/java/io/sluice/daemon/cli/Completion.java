package io.sluice.daemon.cli;

import io.sluice.daemon.api.PortWords;
import io.sluice.daemon.command.Completes;
import io.sluice.daemon.dump.DumpWords;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes the scripts of {@code generate-completion}. A script is a function that both shells can
 * run and that prints what fits, a line each ({@code :file} and {@code :directory} stand for names
 * that the shell knows), and a few lines of that shell around it.
 */
final class Completion {
  static final List<String> SHELLS = List.of("bash", "zsh");

  private final CommandSpec program;
  private final List<CommandSpec> commands;

  /**
   * @param program with its commands
   */
  Completion(CommandLine program) {
    this.program = program.getCommandSpec();
    commands = program.getSubcommands().values().stream().map(CommandLine::getCommandSpec).toList();
  }

  /**
   * @param shell one of {@link #SHELLS}
   */
  String script(String shell) {
    return (shell.equals("zsh") ? "#compdef sluice\n" : "")
        + "# Completion for sluice; made by: sluice generate-completion "
        + shell
        + "\n"
        + CORE.replace("@VALUED@", valued())
            .replace("@VALUES@", values())
            .replace("@OPTIONS@", options())
            .replace("@PLACES@", places())
            .replace("@PORT_KEYS@", portKeys())
        + (shell.equals("zsh") ? ZSH : BASH);
  }

  private Stream<OptionSpec> withValue() {
    return Stream.concat(Stream.of(program), commands.stream())
        .flatMap(c -> c.options().stream())
        .filter(o -> o.arity().max() > 0);
  }

  private String valued() {
    return withValue().map(OptionSpec::longestName).distinct().collect(Collectors.joining(" | "));
  }

  private String values() {
    return withValue()
        .filter(o -> completes(o) != Completes.NOTHING)
        .map(o -> "      %s) %s ;;\n".formatted(o.longestName(), candidates(completes(o))))
        .distinct()
        .collect(Collectors.joining());
  }

  private String options() {
    StringBuilder s = new StringBuilder();
    for (CommandSpec c : commands) {
      s.append("      %s) %s ;;\n".formatted(c.name(), print(names(c))));
    }
    return s.append("      *) %s ;;\n".formatted(print(names(program)))).toString();
  }

  private static Stream<String> names(CommandSpec c) {
    return c.options().stream().map(OptionSpec::longestName);
  }

  private String places() {
    StringBuilder s = new StringBuilder();
    s.append("    :*) %s ;;\n".formatted(print(commandNames())));
    for (CommandSpec c : commands) {
      for (PositionalParamSpec word : c.positionalParameters()) {
        if (completes(word) != Completes.NOTHING) {
          String place = word.index().isVariable() ? "*" : "" + word.index().min();
          s.append("    %s:%s) %s ;;\n".formatted(c.name(), place, candidates(completes(word))));
        }
      }
    }
    return s.toString();
  }

  private Stream<String> commandNames() {
    return commands.stream().map(CommandSpec::name);
  }

  private static Completes completes(ArgSpec arg) {
    return arg.completionCandidates() instanceof Completes c ? c : Completes.NOTHING;
  }

  private String candidates(Completes what) {
    return switch (what) {
      case NOTHING -> ":";
      case FILE -> print(Stream.of(":file"));
      case DIRECTORY -> print(Stream.of(":directory"));
      case BRIDGE -> "_sluice_show | sed -n 's/^bridge \\([^:]*\\):.*/\\1/p'";
      case PORT ->
          "_sluice_show | sed -n \"/^bridge $bridge:/,/^[bl]/\"'s/^  port \\([^:]*\\):.*/\\1/p'";
      case ANY_PORT -> "_sluice_show | sed -n 's/^  port \\([^:]*\\):.*/\\1/p'";
      case DIRECTION -> print(DumpWords.directions().stream());
      case DROP_REASON -> print(DumpWords.reasons().stream());
      case PORT_KEY -> "_sluice_port_keys";
      case COMMAND -> print(commandNames());
      case SHELL -> print(SHELLS.stream());
    };
  }

  private static String portKeys() {
    List<String> lines = new ArrayList<>();
    for (String type : PortWords.types()) {
      lines.add(
          "    *:%s) %s ;;\n"
              .formatted(type, print(PortWords.keys(type).stream().map(k -> k + "="))));
    }
    return "    type=*) "
        + print(PortWords.types().stream().map(t -> "type=" + t))
        + " ;;\n"
        + String.join("", lines);
  }

  private static String print(Stream<String> words) {
    return "printf '%s\\n' " + words.collect(Collectors.joining(" "));
  }

  private static final String CORE =
      """
      # $1: the word at the cursor; $2: the program; then the words between. Prints what fits.
      _sluice_candidates() {
        local cur="$1" program="$2" word skip= command= place=0 bridge= run= type=
        shift 2
        for word in "$@"; do
          if [ -n "$skip" ]; then
            if [ "$skip" = --run-dir ]; then run=$word; fi
            skip=
            continue
          fi
          case $word in
            @VALUED@) skip=$word ;;
            --run-dir=*) run=${word#*=} ;;
            -?*) ;;
            *)
              if [ -z "$command" ]; then
                command=$word
              else
                if [ "$place" = 0 ]; then bridge=$word; fi
                case $word in type=*) type=${word#*=} ;; esac
                place=$((place + 1))
              fi
              ;;
          esac
        done
        if [ -n "$skip" ]; then
          case $skip in
      @VALUES@    esac
          return
        fi
        case $cur in
          --*=*)
            case ${cur%%=*} in
      @VALUES@      esac
            return
            ;;
          -*)
            case $command in
      @OPTIONS@      esac
            return
            ;;
        esac
        case $command:$place in
      @PLACES@  esac
      }
      _sluice_show() {
        if [ -n "$run" ]; then "$program" --run-dir "$run" show; else "$program" show; fi 2>/dev/null
      }
      _sluice_port_keys() {
        case $cur in
          mode=*) printf '%s\\n' mode=client mode=server; return ;;
          loop=*) printf '%s\\n' loop=true loop=false; return ;;
          path=* | input=* | output=*) printf '%s\\n' :file; return ;;
        esac
        case $cur:$type in
      @PORT_KEYS@    *:) printf '%s\\n' type= ;;
        esac
      }
      """;

  private static final String BASH =
      """
      _sluice() {
        local i piece cur prefix= line joined=
        local words=()
        # To bash "key=value" is three words: put it together again.
        for ((i = 1; i <= COMP_CWORD; i++)); do
          piece=${COMP_WORDS[i]}
          if [[ ${#words[@]} -gt 0 && ($piece = "=" || -n $joined) ]]; then
            words[${#words[@]} - 1]+=$piece
          else
            words+=("$piece")
          fi
          if [[ $piece = "=" ]]; then joined=1; else joined=; fi
        done
        cur=${words[${#words[@]} - 1]}
        unset "words[${#words[@]} - 1]"
        if [[ $cur = *=* && $COMP_WORDBREAKS = *=* ]]; then prefix=${cur%%=*}=; fi
        COMPREPLY=()
        while IFS= read -r line; do
          case $line in
            :file | :directory)
              local kind=-f what=${cur#*=}
              if [ "$line" = :directory ]; then kind=-d; fi
              if [[ $cur != *=* ]]; then what=$cur; fi
              compopt -o filenames 2>/dev/null
              while IFS= read -r piece; do COMPREPLY+=("$piece"); done < <(compgen $kind -- "$what")
              ;;
            "$cur"*) COMPREPLY+=("${line#"$prefix"}") ;;
          esac
        done < <(_sluice_candidates "$cur" "${COMP_WORDS[0]}" "${words[@]}")
        if [[ ${#COMPREPLY[@]} = 1 && ${COMPREPLY[0]} = *= ]]; then compopt -o nospace 2>/dev/null; fi
      }
      complete -F _sluice sluice
      """;

  private static final String ZSH =
      """
      _sluice() {
        local line
        local -a found given
        given=("${words[CURRENT]}" "${words[1]}" "${(@)words[2,CURRENT-1]}")
        for line in "${(@f)$(set -- "${(@)given}"; emulate sh; _sluice_candidates "$@")}"; do
          case $line in
            :file) compset -P '*='; _files; return ;;
            :directory) compset -P '*='; _files -/; return ;;
            ?*) found+=("$line") ;;
          esac
        done
        compadd -S '' -- ${(M)found:#*=}
        compadd -- ${found:#*=}
      }
      if [ "$funcstack[1]" = _sluice ]; then _sluice "$@"; else compdef _sluice sluice; fi
      """;
}

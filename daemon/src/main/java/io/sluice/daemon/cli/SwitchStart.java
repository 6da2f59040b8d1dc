package io.sluice.daemon.cli;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;

/**
 * Becomes a switch. By name, so that the command line is compiled and archived without it: nothing
 * of the switch can slip into the commands that only ask one.
 */
final class SwitchStart {
  private static final String PACKAGE = "io.sluice.daemon.run.";

  private SwitchStart() {}

  /**
   * @param runDir null: as the configuration says
   */
  static int run(Path config, Path runDir) throws ReflectiveOperationException {
    return call("Run", new Class<?>[] {Path.class, Path.class}, config, runDir);
  }

  static int demo(Path runDir) throws ReflectiveOperationException {
    return call("Demo", new Class<?>[] {Path.class}, runDir);
  }

  private static int call(String type, Class<?>[] parameters, Object... arguments)
      throws ReflectiveOperationException {
    try {
      return (int)
          Class.forName(PACKAGE + type).getMethod("run", parameters).invoke(null, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException r) {
        throw r;
      }
      throw e;
    }
  }
}

package io.sluice.daemon.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigParseable;
import java.io.File;

/**
 * Has every include of a configuration file be there, as {@code include required(...)} would: the
 * library takes a mistyped name for an empty file. Stateless.
 *
 * @param library what includes; null until the library gives it
 */
record EveryInclude(ConfigIncluder library) implements ConfigIncluder, ConfigIncluderFile {
  /** A file to include is not there. */
  static final class Missing extends ConfigException {
    private static final long serialVersionUID = 1L;

    private final String what;

    private Missing(String what, Throwable cause) {
      super(
          ("include \"%s\": there is no such file (it is looked for beside the one that says so); "
                  + "make it, or take the line out")
              .formatted(what),
          cause);
      this.what = what;
    }

    /** As the include says. */
    String what() {
      return what;
    }
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return library == null ? new EveryInclude(fallback) : this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    try {
      return library.include(new Needed(context), what);
    } catch (ConfigException.IO e) {
      throw new Missing(what, e);
    }
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    try {
      return ((ConfigIncluderFile) library).includeFile(new Needed(context), what);
    } catch (ConfigException.IO e) {
      throw new Missing(what.toString(), e);
    }
  }

  private record Needed(ConfigIncludeContext of) implements ConfigIncludeContext {
    @Override
    public ConfigParseable relativeTo(String filename) {
      return of.relativeTo(filename);
    }

    @Override
    public ConfigParseOptions parseOptions() {
      return of.parseOptions().setAllowMissing(false);
    }

    @Override
    public ConfigIncludeContext setParseOptions(ConfigParseOptions options) {
      return new Needed(of.setParseOptions(options));
    }
  }
}

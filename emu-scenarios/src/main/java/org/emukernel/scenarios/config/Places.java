package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigOrigin;
import java.io.File;
import org.jspecify.annotations.Nullable;

/** Says where a value was written. */
final class Places {

  /** The current directory; left out of places. */
  static final String HERE = ".";

  private Places() {}

  /** {@return the place as {@code file:line}, or what the origin calls itself} */
  static String of(ConfigOrigin origin) {
    String name = name(origin);
    int line = origin.lineNumber();
    return line > 0 ? name + ":" + line : name;
  }

  private static String name(ConfigOrigin origin) {
    @Nullable String resource = origin.resource();
    @Nullable String file = origin.filename();
    String name = resource != null ? resource : file != null ? file : described(origin);
    String here = HERE + File.separator;
    return Quoted.line(name.startsWith(here) ? name.substring(here.length()) : name);
  }

  private static String described(ConfigOrigin origin) {
    String suffix = ": " + origin.lineNumber();
    String text = origin.description();
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }
}

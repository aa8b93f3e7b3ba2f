package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigOrigin;
import org.jspecify.annotations.Nullable;

/** Says where a value was written. */
final class Places {

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
    return Quoted.line(name);
  }

  private static String described(ConfigOrigin origin) {
    String suffix = ": " + origin.lineNumber();
    String text = origin.description();
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }
}

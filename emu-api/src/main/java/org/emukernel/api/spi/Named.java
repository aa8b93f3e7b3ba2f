package org.emukernel.api.spi;

import java.util.Optional;
import java.util.regex.Pattern;

/** Something that HOCON names and {@code emu list} shows. */
public interface Named {

  /** {@return the unique name, lower-case kebab} */
  String name();

  /** {@return one line for a person who knows the kernel} */
  String description();

  /**
   * {@return what is wrong with a name or a key, in words; nothing if it is lower-case kebab:
   * {@code context-work}, {@code x86-64}}
   */
  static Optional<String> problemOfName(String name) {
    return NameRule.KEBAB.matcher(name).matches()
        ? Optional.empty()
        : Optional.of("found the name \"" + name + "\", expected lower-case kebab such as my-name");
  }

  /**
   * {@return what is wrong with a description, in words; nothing if it is one line of text without
   * a full stop}
   */
  static Optional<String> problemOfDescription(String description) {
    boolean fine =
        !description.isBlank()
            && description.chars().noneMatch(Character::isISOControl)
            && !description.endsWith(".");
    return fine
        ? Optional.empty()
        : Optional.of(
            "found the description \""
                + description
                + "\", expected one line without a full stop at its end");
  }

  /** What names are made of. */
  final class NameRule {

    private static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private NameRule() {}
  }
}

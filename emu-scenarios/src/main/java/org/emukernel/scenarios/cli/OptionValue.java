package org.emukernel.scenarios.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.emukernel.api.cpu.CpuMask;
import org.jspecify.annotations.Nullable;

/** Values of options that stand for more than text. */
final class OptionValue {

  private OptionValue() {}

  /**
   * {@return the CPUs of a list in Linux's form, empty if the option was not given}
   *
   * @param name the option, such as {@code --isolated}
   */
  static Optional<CpuMask> cpus(String name, @Nullable String list) throws BadInputException {
    if (list == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(CpuMask.parse(list));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(name + ": " + e.getMessage(), e);
    }
  }

  /**
   * {@return a time with its unit, as scenarios write it}
   *
   * @param examples what to write, for the message
   */
  static Duration time(String name, String text, String examples) throws BadInputException {
    try {
      return ConfigFactory.parseMap(Map.of("time", text)).getDuration("time");
    } catch (ConfigException e) {
      throw new BadInputException(
          "%s: found \"%s\", expected a time such as %s".formatted(name, text, examples), e);
    }
  }
}

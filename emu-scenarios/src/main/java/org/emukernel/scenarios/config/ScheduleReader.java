package org.emukernel.scenarios.config;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emukernel.scenarios.config.ScheduleSettings.Choice;

/** Reads {@code emu.schedule}. Which choices a machine has is not known here. */
final class ScheduleReader {

  private static final String WAITING_STORES = "waiting-stores";
  private static final String CHOICES = "choices";

  private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-f]{1,15})");
  private static final Pattern CHOICE = Pattern.compile("(CPU \\d+: \\S.*?)(?: x(\\d{1,6}))?");

  private final Block schedule;
  private final Problems problems;

  private ScheduleReader(Block schedule, Problems problems) {
    this.schedule = schedule;
    this.problems = problems;
  }

  static ScheduleSettings read(Block schedule, Problems problems) {
    schedule.onlyKeys(List.of(WAITING_STORES, CHOICES));
    ScheduleReader reader = new ScheduleReader(schedule, problems);
    return new ScheduleSettings(reader.addresses(), reader.choices());
  }

  private List<Long> addresses() {
    List<Long> addresses = new ArrayList<>();
    for (ConfigValue value : schedule.list(WAITING_STORES)) {
      Matcher address = ADDRESS.matcher(Block.scalar(value).orElse(""));
      if (address.matches()) {
        addresses.add(Long.parseLong(address.group(1), 16));
      } else {
        problem(WAITING_STORES, value, "a physical address such as \"0x1450400\"");
      }
    }
    return addresses;
  }

  private List<Choice> choices() {
    List<Choice> choices = new ArrayList<>();
    for (ConfigValue value : schedule.list(CHOICES)) {
      Matcher choice = CHOICE.matcher(Block.scalar(value).orElse(""));
      if (choice.matches()) {
        int times = choice.group(2) == null ? 1 : Integer.parseInt(choice.group(2));
        choices.add(new Choice(Places.of(value.origin()), choice.group(1), Math.max(1, times)));
      } else {
        problem(CHOICES, value, "a choice such as \"CPU 0: step\" or \"CPU 0: step x12\"");
      }
    }
    return choices;
  }

  private void problem(String key, ConfigValue value, String expected) {
    problems.add(
        ConfigProblem.value(
            Places.of(value.origin()), schedule.path(key), Block.describe(value), expected));
  }
}

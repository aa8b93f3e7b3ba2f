package org.emukernel.scenarios.trace.dat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;

/** The names of tasks: {@code saved_cmdlines}, lines of pid and name. */
final class Tasks {
  /** What the kernel and trace-cmd show for a task whose name was not saved. */
  private static final String UNKNOWN = "<...>";

  private static final String IDLE = "<idle>";
  private static final int LONGEST_PID = 9;
  private final Map<Integer, String> names = new HashMap<>();

  Tasks(byte[] savedCmdlines) {
    new String(savedCmdlines, UTF_8).lines().forEach(this::add);
    names.put(0, IDLE);
  }

  private void add(String line) {
    int space = line.indexOf(' ');
    boolean pid = space > 0 && space <= LONGEST_PID;
    if (pid && line.chars().limit(space).allMatch(c -> c >= '0' && c <= '9')) {
      names.put(Integer.parseInt(line.substring(0, space)), line.substring(space + 1));
    }
  }

  String name(int pid) {
    return names.getOrDefault(pid, UNKNOWN);
  }
}

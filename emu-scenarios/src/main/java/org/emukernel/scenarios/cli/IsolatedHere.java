package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.emukernel.api.cpu.CpuMask;

/**
 * The isolated CPUs of the machine that this runs on: those of {@code isolcpus=} and {@code
 * nohz_full=} (Documentation/ABI/testing/sysfs-devices-system-cpu).
 *
 * @param directory usually /sys/devices/system/cpu
 */
record IsolatedHere(Path directory) {

  private static final List<String> FILES = List.of("isolated", "nohz_full");

  /**
   * {@return them}
   *
   * @throws BadInputException if there are none, or if that cannot be read
   */
  CpuMask find() throws BadInputException {
    CpuMask found = CpuMask.none();
    for (String file : FILES) {
      found = found.with(read(directory.resolve(file)));
    }
    if (found.isEmpty()) {
      throw new BadInputException(
          directory + ": found no CPU in isolated or nohz_full, expected --isolated CPULIST");
    }
    return found;
  }

  /* A kernel without CONFIG_NO_HZ_FULL has no such file; one without nohz_full= says (null). */
  private static CpuMask read(Path file) throws BadInputException {
    try {
      String list = Files.readString(file).strip();
      return list.equals("(null)") ? CpuMask.none() : CpuMask.parse(list);
    } catch (NoSuchFileException e) {
      return CpuMask.none();
    } catch (IOException e) {
      throw new BadInputException(file + ": " + IoReason.of(e), e);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(file + ": " + e.getMessage(), e);
    }
  }
}

package org.emukernel.scenarios.workload;

import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.api.spi.WorkloadProvider;

/**
 * Something that is turned on by a write() and straight off again by another, so that toggles of
 * different CPUs do not meet half way.
 */
abstract class Toggling implements WorkloadProvider {

  private static final String RATE = "toggles-per-hour";
  private static final double SECONDS_PER_HOUR = 3600;
  private static final int TOGGLES = 2;

  private final String name;
  private final String description;
  private final int file;
  private final long argument;

  /**
   * Says what is toggled.
   *
   * @param file the file that is written to, of {@link VfsWrite}
   */
  Toggling(String name, String description, int file) {
    this(name, description, file, 0);
  }

  /**
   * Says what is toggled.
   *
   * @param argument the third argument of the write
   */
  Toggling(String name, String description, int file, long argument) {
    this.name = name;
    this.description = description;
    this.file = file;
    this.argument = argument;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String description() {
    return description;
  }

  @Override
  public final List<Setting> settings() {
    return List.of(
        new Setting(
            RATE,
            SettingType.RATE,
            "1",
            "toggles over all housekeeping CPUs; every second one turns off"));
  }

  @Override
  public final KernelPart kernelPart() {
    return VfsWrite.kernelPart();
  }

  @Override
  public final Map<Integer, String> systemCalls() {
    return Map.of(Syscalls.WRITE, "__x64_sys_write");
  }

  @Override
  public final WorkloadHost.Plan plan(Settings settings, WorkloadHost host) {
    double perSecond = settings.rate(RATE) / TOGGLES / SECONDS_PER_HOUR;
    return PoissonWorkload.plan(host, host.housekeeping(), perSecond, new OnAndOff(file, argument));
  }

  private record OnAndOff(int file, long argument) implements PoissonWorkload.Script {

    @Override
    public int length() {
      return TOGGLES;
    }

    @Override
    public SystemCall call(int cpu, long sequence, int index, PoissonWorkload.Results results) {
      return new SystemCall(Syscalls.WRITE, file, 1 - index, argument);
    }
  }
}

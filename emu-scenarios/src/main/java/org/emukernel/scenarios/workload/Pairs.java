package org.emukernel.scenarios.workload;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.api.spi.WorkloadProvider;

/**
 * Things that are made by system calls and unmade by others, in bursts on random housekeeping CPUs:
 * first all are made, then all unmade, youngest first.
 */
abstract class Pairs implements WorkloadProvider {

  private static final String BURST = "burst";
  private static final int MAX_BURST = 1024;
  private static final long MAX_ERRNO = 4095;

  private final String name;
  private final String description;
  private final Setting rate;
  private final String defaultBurst;

  /**
   * Says what is made.
   *
   * @param rate the key that says how many are made an hour
   */
  Pairs(String name, String description, Setting rate, String defaultBurst) {
    this.name = name;
    this.description = description;
    this.rate = rate;
    this.defaultBurst = defaultBurst;
  }

  static Setting perHour(String key, String defaultValue, String description) {
    return new Setting(key, SettingType.RATE, defaultValue, description);
  }

  /** {@return the call that makes the n-th thing of a sequence} */
  abstract SystemCall make(Settings settings, long n);

  /** {@return the call that unmakes what another returned} */
  abstract SystemCall unmake(Settings settings, long n, long made);

  /** {@return the settings besides the rate and the burst} */
  List<Setting> moreSettings() {
    return List.of();
  }

  @Override
  public abstract KernelPart kernelPart();

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
    var settings = new ArrayList<Setting>();
    settings.add(rate);
    settings.add(
        new Setting(
            BURST,
            SettingType.COUNT,
            defaultBurst,
            "how many exist at once in a burst, 1 to 1024"));
    settings.addAll(moreSettings());
    return settings;
  }

  @Override
  public final WorkloadHost.Plan plan(Settings settings, WorkloadHost host) {
    int burst = (int) Math.min(MAX_BURST, Math.max(1, settings.count(BURST)));
    double perSecond = settings.rate(rate.key()) / 3600 / burst;
    return PoissonWorkload.plan(
        host, host.housekeeping(), perSecond, new Burst(this, settings, burst));
  }

  private record Burst(Pairs pairs, Settings settings, int burst)
      implements PoissonWorkload.Script {

    @Override
    public int length() {
      return 2 * burst;
    }

    @Override
    public SystemCall call(int cpu, long sequence, int index, PoissonWorkload.Results results) {
      long first = sequence * burst;
      if (index < burst) {
        return pairs.make(settings, first + index);
      }
      int made = 2 * burst - 1 - index;
      long result = results.of(made);
      boolean failed = result == 0 || Long.compareUnsigned(result, -MAX_ERRNO) >= 0;
      return failed
          ? new SystemCall(Syscalls.SCHED_YIELD, 0, 0, 0)
          : pairs.unmake(settings, first + made, result);
    }
  }
}

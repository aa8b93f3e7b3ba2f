package org.example.choosy;

import java.util.List;
import java.util.Set;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.Requirement;

/** Found by ServiceLoader: the file META-INF/services/...DeferralStrategyProvider names it. */
public final class ChoosyStrategyProvider implements DeferralStrategyProvider {

  private static final String SPARED = "spared";

  /* 4095 is the highest CPU that a machine can have. */
  private static final Setting SPARED_SETTING =
      new Setting(SPARED, SettingType.CPU_LIST, "0-4095", "the isolated CPUs that are spared");

  @Override
  public String name() {
    return "choosy";
  }

  @Override
  public String description() {
    return "text syncs wait, but only on isolated CPUs of a list";
  }

  @Override
  public String source() {
    return "an example of the emu project";
  }

  /** Context tracking does its work on the way into the kernel; the CPU need not have anything. */
  @Override
  public Set<Requirement> requires() {
    return Set.of(Requirement.X86_ENTRY_CODE);
  }

  @Override
  public List<Setting> settings() {
    return List.of(SPARED_SETTING);
  }

  @Override
  public DeferralStrategy create(Settings settings) {
    CpuMask spared = settings.cpus(SPARED);
    if (spared.isEmpty()) {
      throw new IllegalArgumentException("nobody is spared: use strategy immediate");
    }
    return new ChoosyStrategy(name(), spared);
  }
}

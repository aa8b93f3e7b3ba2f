package org.emukernel.scenarios.sim;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.machine.IpiBus;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.entry.machine.X86Machine;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.wiring.EmuModule;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.reg.Reg;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whole getpid() system calls per microsecond: SYSCALL, the entry code with its CR3 switch,
 * do_syscall_64, the exit code, SYSRET, and the loop around it in user mode.
 *
 * <p>{@code mvn -B -ntp -Pjmh -pl emu-scenarios -am process-test-classes
 * -Djmh.scenarios=SystemCallBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SystemCallBenchmark {

  private static final int CALLS = 1000;

  private Cpu cpu;
  private long callPs;

  /** Boots a machine of two CPUs and finds out how long one call takes in virtual time. */
  @Setup
  public void boot() throws BadScenarioException {
    Injector injector = Guice.createInjector(new EmuModule());
    ScenarioSettings settings =
        injector
            .getInstance(ScenarioLoader.class)
            .loadDefaults(
                List.of(
                    SettingOverride.option("benchmark", "machine.cpus", "2"),
                    SettingOverride.option("benchmark", "machine.isolated", "1"),
                    SettingOverride.option("benchmark", "machine.memory", "128 MiB")));
    ArenaBuilder slots = Arena.builder();
    EmulatedMachine.Plan plan =
        EmulatedMachine.reserve(
            slots,
            injector
                .getInstance(ScenarioMachines.class)
                .spec(settings, settings.strategies().get(0)));
    EmulatedMachine machine = plan.build(slots.build(), new NoBus(), new MachineEvents() {});
    cpu = ((X86Machine) machine.loaded()).cpus().get(0);
    long loop = machine.symbols().symbol("user_getpid_loop");
    cpu.registers().set(Reg.RIP, loop);
    for (int i = 0; i < CALLS; i++) {
      stepTo(loop);
    }
    callPs = stepTo(loop);
  }

  private long stepTo(long rip) {
    long start = cpu.clock().nowPs();
    do {
      cpu.step();
    } while (cpu.registers().get(Reg.RIP) != rip);
    return cpu.clock().nowPs() - start;
  }

  /** System calls. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public long getpid(CpuShare share) {
    long until = cpu.clock().nowPs() + CALLS * callPs;
    while (cpu.clock().nowPs() < until) {
      cpu.run(until);
    }
    return cpu.instructions();
  }

  private record NoBus() implements IpiBus {
    @Override
    public void fixed(int sender, int target, int vector) {
      throw new IllegalStateException("an interrupt was sent");
    }

    @Override
    public void nmi(int sender, int target) {
      throw new IllegalStateException("an NMI was sent");
    }

    @Override
    public void invalidate(int sender) {
      throw new IllegalStateException("an INVLPGB was sent");
    }
  }
}

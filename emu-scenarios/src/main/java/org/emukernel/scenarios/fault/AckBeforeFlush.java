package org.emukernel.scenarios.fault;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/** {@code ack-before-flush}: a CSD is unlocked before its function runs, and not after it. */
public final class AckBeforeFlush implements PlantedFaultProvider {

  @Override
  public String name() {
    return "ack-before-flush";
  }

  @Override
  public String description() {
    return "__flush_smp_call_function_queue() unlocks each CSD before it runs the function";
  }

  @Override
  public String caughtBy() {
    return SafetyMonitors.ACKNOWLEDGED_NOT_FLUSHED;
  }

  @Override
  public Routine plantIn(Routine routine) {
    return routine.symbol().equals("__flush_smp_call_function_queue")
        ? new UnlocksFirst(routine)
        : routine;
  }

  /** One label more, before the one that runs the function. */
  private record UnlocksFirst(Routine routine) implements Routine {

    private int run() {
      return routine.labels().indexOf("csd_info");
    }

    private int unlock() {
      return routine.labels().indexOf("csd_unlock");
    }

    @Override
    public String symbol() {
      return routine.symbol();
    }

    @Override
    public List<String> labels() {
      List<String> labels = new ArrayList<>(routine.labels());
      labels.add(run(), "csd_unlock_early");
      return labels;
    }

    @Override
    public int locals() {
      return routine.locals();
    }

    @Override
    public void step(RoutineFrame frame) {
      if (frame.label() == run()) {
        routine.step(new Early(frame, unlock()));
      } else {
        routine.step(new Shifted(frame, run(), unlock()));
      }
    }
  }

  /** The step that unlocks, without what else it does. */
  private static final class Early extends ForwardingFrame {

    private final int unlock;

    Early(RoutineFrame frame, int unlock) {
      super(frame);
      this.unlock = unlock;
    }

    @Override
    public int label() {
      return unlock;
    }

    @Override
    public void setLocal(int i, long value) {}

    @Override
    public void goTo(int newLabel) {}
  }

  /** The other steps; the one that should unlock does not. */
  private static final class Shifted extends ForwardingFrame {

    private final int run;
    private final int unlock;

    Shifted(RoutineFrame frame, int run, int unlock) {
      super(frame);
      this.run = run;
      this.unlock = unlock;
    }

    @Override
    public int label() {
      return super.label() > run ? super.label() - 1 : super.label();
    }

    @Override
    public void goTo(int newLabel) {
      super.goTo(newLabel >= run ? newLabel + 1 : newLabel);
    }

    @Override
    public void store(long linear, int size, long value) {
      if (label() != unlock) {
        super.store(linear, size, value);
      }
    }
  }
}

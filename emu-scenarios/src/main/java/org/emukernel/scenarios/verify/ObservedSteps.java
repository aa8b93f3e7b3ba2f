package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.Optional;
import org.emukernel.api.arena.Arena;
import org.emukernel.x86.reg.Reg;

/** Makes the steps of CPUs, and says of the last one what others could notice of it. */
final class ObservedSteps {

  private final Arena arena;
  private final List<ExploredCpu> cpus;
  private final StepTouches touches;
  private final VisibleEvents events;
  private final InFlight inFlight;
  private final HardwareActions hardware;
  private final CountedViolations violations;
  private Optional<Foresight> foresight = Optional.empty();

  /**
   * Nothing has been done yet.
   *
   * @param touches of the step that is being made, whichever CPU's
   * @param events hears of the same step
   */
  ObservedSteps(
      Arena arena,
      List<ExploredCpu> cpus,
      StepTouches touches,
      VisibleEvents events,
      InFlight inFlight,
      HardwareActions hardware,
      CountedViolations violations) {
    this.arena = arena;
    this.cpus = List.copyOf(cpus);
    this.touches = touches;
    this.events = events;
    this.inFlight = inFlight;
    this.hardware = hardware;
    this.violations = violations;
  }

  /** From now on steps that no other CPU can come to notice are noticed by nobody. */
  void lookAhead(Foresight ahead) {
    foresight = Optional.of(ahead);
  }

  /** A search begins. */
  void beginSearch() {
    foresight.ifPresent(Foresight::forget);
  }

  /** {@return whether a step was taken for unnoticed, as has turned out since, that was not} */
  boolean wasWrong() {
    return foresight.isPresent() && foresight.get().wasWrong();
  }

  /** A CPU has come to where it stops. */
  void stopped(int cpu) {
    foresight.ifPresent(f -> f.stopped(cpu));
  }

  /** An action begins, and with it the step of a CPU that it asks for. */
  void chosen(int action) {
    begin(Action.cpu(action));
    if (Action.kind(action).isExecuted()) {
      foresight.ifPresent(f -> f.chosen(action));
    }
  }

  /** A step of a CPU begins of which only what it touches is of interest. */
  void begin(int cpu) {
    cpus.get(cpu).footprint().begin();
    touches.begin();
    cpus.get(cpu).interruptions().begin();
  }

  /** Makes the step of a CPU that follows from its last. */
  void goOn(int cpu) {
    begin(cpu);
    if (foresight.isPresent()) {
      foresight.get().begin(cpu);
    }
    make(cpu);
  }

  /** Makes the step by which a CPU takes what has come to it. */
  void take(int cpu, Interruption what) {
    cpus.get(cpu).interruptions().arrived(what);
    make(cpu);
  }

  /**
   * Makes the step of a CPU that has begun. What another CPU sends only now could come before it,
   * unless that is the same as after it. In user mode it could as well come where the loop begins.
   */
  void make(int cpu) {
    boolean wasOpen =
        cpus.get(cpu).isInterruptible() && cpus.get(cpu).processor().registers().cpl() == 0;
    int mark = arena.mark();
    execute(cpu);
    if (wasOpen && (minding(cpu, mark) & Interruption.INTERRUPT.bit()) != 0) {
      inFlight.mindedBy(cpu);
    }
    if (foresight.isPresent()) {
      foresight.get().made(cpu, cpus.get(cpu).footprint());
    }
  }

  /** Makes a step of which nothing is to be concluded for later ones. */
  void execute(int number) {
    ExploredCpu cpu = cpus.get(number);
    long oldCr3 = cpu.processor().registers().get(Reg.CR3);
    cpu.step();
    cpu.interruptions().stepped();
    CpuFootprint footprint = cpu.footprint();
    boolean moved = footprint.addressSpaceHasChanged() && hardware.noticesMove(number, oldCr3);
    if (events.takeHeard() | moved) {
      footprint.setVisible();
    }
  }

  /**
   * {@return which interruptions could come to something else before the last step of a CPU than
   * after it: a bit for each {@link Interruption}}
   *
   * @param mark the journal before that step
   */
  long minding(int cpu, int mark) {
    return cpus.get(cpu).interruptions().minding(mark);
  }

  /** {@return whether others could notice on which side of theirs the last step of a CPU was} */
  boolean wasVisible(int cpu) {
    return cpus.get(cpu).footprint().isVisible()
        || !touches.isEmpty() && (foresight.isEmpty() || !foresight.get().isAlone(cpu));
  }

  /**
   * {@return whether {@link #wasVisible} was true only since it is not known yet what others can
   * come to}
   */
  boolean wasUnknown(int cpu) {
    return !cpus.get(cpu).footprint().isVisible()
        && !touches.isEmpty()
        && foresight.isPresent()
        && foresight.get().wasUnknown();
  }

  /**
   * {@return whether the last step of a CPU has touched nothing that others touch, not even later,
   * and no monitor minded}
   */
  boolean wasUnnoticed(int cpu) {
    return !cpus.get(cpu).footprint().isVisible()
        && touches.isEmpty()
        && touches.buffered() == 0
        && !violations.areNew();
  }
}

package org.emukernel.scenarios.fault;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.PlantedFaultProvider;

/** Functions that do something else at some of their labels. */
abstract class ChangedFunction implements PlantedFaultProvider {

  private final Set<String> symbols;
  private final List<String> labels;

  /**
   * Says where.
   *
   * @param symbols the functions
   * @param labels the labels
   */
  ChangedFunction(Set<String> symbols, List<String> labels) {
    this.symbols = symbols;
    this.labels = labels;
  }

  /** Does what is done there instead. */
  abstract void instead(Routine routine, RoutineFrame frame);

  @Override
  public final Routine plantIn(Routine routine) {
    if (!symbols.contains(routine.symbol())) {
      return routine;
    }
    Consumer<RoutineFrame> wrong = frame -> instead(routine, frame);
    return new ChangedLabel(routine, labels, wrong);
  }
}

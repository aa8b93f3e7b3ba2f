package org.emukernel.scenarios.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiMessage;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.scenarios.report.IpiPlaces;
import org.emukernel.scenarios.report.IpiPlaces.Kind;
import org.emukernel.scenarios.report.IpiPlaces.Place;

/**
 * Counts the IPIs to isolated CPUs by where the target was when its sender decided, and when the
 * interrupt arrived. What an IPI under way has to say of its decision is a number below {@link
 * #CODES}.
 */
final class PlaceCounts implements MachineEvents, WatchedStrategy.Refusals {

  /** So many bits hold a code. */
  static final int CODE_BITS = 4;

  private static final Place[] PLACES = Place.values();
  private static final int CODES = 1 + 2 * PLACES.length;

  private final CpuMask isolated;
  private final IntFunction<Place> placeOf;
  private final byte[][] refused;
  private final byte[][] queued;
  private final long[][] counts = new long[CODES][PLACES.length];

  /**
   * Makes counters at 0.
   *
   * @param placeOf tells where a CPU is
   */
  PlaceCounts(int cpus, CpuMask isolated, IntFunction<Place> placeOf) {
    this.isolated = isolated;
    this.placeOf = placeOf;
    this.refused = new byte[cpus][];
    this.queued = new byte[cpus][];
  }

  @Override
  public void refused(int sender, int target) {
    if (isolated.contains(target)) {
      row(refused, sender)[target] = code(Kind.MAY_WAIT, target);
    }
  }

  /* Whether an IPI follows is not known yet: the target's queue may hold another call already. */
  @Override
  public void csdQueued(CpuPort sender, int target, long function, long csd) {
    if (isolated.contains(target)) {
      byte asked = row(refused, sender.cpu())[target];
      row(refused, sender.cpu())[target] = 0;
      row(queued, sender.cpu())[target] = asked == 0 ? code(Kind.MUST_NOT_WAIT, target) : asked;
    }
  }

  @Override
  public void ipiSent(CpuPort sender, int target, IpiMessage message, long callback) {
    if (callback == 0 && isolated.contains(target)) {
      row(queued, sender.cpu())[target] = code(Kind.MUST_NOT_WAIT, target);
    }
  }

  private byte[] row(byte[][] rows, int sender) {
    if (rows[sender] == null) {
      rows[sender] = new byte[isolated.last() + 1];
    }
    return rows[sender];
  }

  private byte code(Kind kind, int target) {
    return (byte) (1 + kind.ordinal() * PLACES.length + placeOf.apply(target).ordinal());
  }

  /** {@return what the IPI that is sent now has to say of its decision} */
  int codeOf(int sender, int target) {
    return isolated.contains(target) ? row(queued, sender)[target] : 0;
  }

  /** An IPI reaches a CPU. */
  void landed(int cpu, int code) {
    if (code != 0) {
      counts[code][placeOf.apply(cpu).ordinal()]++;
    }
  }

  /** {@return the counts above 0} */
  List<IpiPlaces> counts() {
    List<IpiPlaces> places = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (Place decided : PLACES) {
        long[] row = counts[1 + kind.ordinal() * PLACES.length + decided.ordinal()];
        for (Place arrived : PLACES) {
          if (row[arrived.ordinal()] > 0) {
            places.add(new IpiPlaces(kind, decided, arrived, row[arrived.ordinal()]));
          }
        }
      }
    }
    return places;
  }
}

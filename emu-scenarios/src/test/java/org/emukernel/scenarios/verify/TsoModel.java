package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * x86-TSO as axioms, to say which outcomes a litmus test may have. It knows nothing of store
 * buffers: it tries every way in which loads may read from stores and stores to one variable may
 * follow each other, and keeps those that fulfil the axioms of herd's {@code x86tso.cat} (Alglave,
 * Maranget, Tautschnig, "Herding Cats", TOPLAS 2014; equivalent to Owens, Sarkar, Sewell, TPHOLs
 * 2009):
 *
 * <ul>
 *   <li>uniproc: {@code acyclic po-loc | rf | fr | co}
 *   <li>atomicity: no store comes between the load and the store of a LOCKed instruction
 *   <li>{@code acyclic ppo | fence | implied | rfe | fr | co}: program order but from a store to a
 *       later load, which only MFENCE and LOCKed instructions keep
 * </ul>
 */
final class TsoModel {

  private static final Pattern STORE = Pattern.compile("movl (\\$|%)(\\w+), *\\((\\w)\\)");
  private static final Pattern LOAD = Pattern.compile("movl \\((\\w)\\), *%(\\w+)");
  private static final Pattern SET = Pattern.compile("movl \\$(\\w+), *%(\\w+)");
  private static final Pattern EXCHANGE = Pattern.compile("xchgl %(\\w+), *\\((\\w)\\)");
  private static final Pattern ADD = Pattern.compile("lock addl \\$(\\w+), *\\((\\w)\\)");

  private static final int INITIALLY = -1;
  private static final int UNKNOWN = Integer.MIN_VALUE;

  private enum Kind {
    LOAD,
    STORE,
    FENCE,
    SET
  }

  /*
   * What an instruction does, or one half of a LOCKed one. What a store writes is a constant (source empty), a register, or what the
   * load before it has read and more.
   */
  private record Event(
      int thread, Kind kind, String variable, String register, int constant, boolean locked) {

    boolean is(Kind of) {
      return kind == of;
    }

    boolean isAccess() {
      return kind == Kind.LOAD || kind == Kind.STORE;
    }
  }

  private final LitmusTest test;
  private final List<Event> events = new ArrayList<>();
  private final Set<Map<String, Integer>> outcomes = new HashSet<>();

  /* Of the execution that is being made: for each load the store that it reads from; stores by variable in coherence order. */
  private final int[] readsFrom;
  private final Map<String, List<Integer>> coherence = new TreeMap<>();

  TsoModel(LitmusTest test) {
    this.test = test;
    for (int thread = 0; thread < test.threads().size(); thread++) {
      for (String line : test.threads().get(thread)) {
        parse(thread, line);
      }
    }
    readsFrom = new int[events.size()];
  }

  private void parse(int thread, String line) {
    Matcher m = STORE.matcher(line);
    if (m.matches()) {
      boolean constant = m.group(1).equals("$");
      String register = constant ? "" : m.group(2);
      int value = constant ? Integer.decode(m.group(2)) : 0;
      events.add(new Event(thread, Kind.STORE, m.group(3), register, value, false));
      return;
    }
    m = LOAD.matcher(line);
    if (m.matches()) {
      events.add(new Event(thread, Kind.LOAD, m.group(1), m.group(2), 0, false));
      return;
    }
    m = SET.matcher(line);
    if (m.matches()) {
      events.add(new Event(thread, Kind.SET, "", m.group(2), Integer.decode(m.group(1)), false));
      return;
    }
    m = EXCHANGE.matcher(line);
    if (m.matches()) {
      /* The old value of the register is stored, so the store's half names where that comes from. */
      events.add(new Event(thread, Kind.LOAD, m.group(2), m.group(1), 0, true));
      events.add(new Event(thread, Kind.STORE, m.group(2), m.group(1), 0, true));
      return;
    }
    m = ADD.matcher(line);
    if (m.matches()) {
      events.add(new Event(thread, Kind.LOAD, m.group(2), "", 0, true));
      events.add(new Event(thread, Kind.STORE, m.group(2), "", Integer.decode(m.group(1)), true));
      return;
    }
    if (!line.equals("mfence")) {
      throw new IllegalArgumentException(test.name() + ": the model does not know " + line);
    }
    events.add(new Event(thread, Kind.FENCE, "", "", 0, false));
  }

  /** {@return the registers that are loaded, and the variables} */
  Set<String> observed() {
    Set<String> names = new TreeSet<>(test.variables());
    for (Event event : events) {
      if (event.is(Kind.LOAD) && !event.register.isEmpty()) {
        names.add(event.thread + ":" + event.register);
      }
    }
    return names;
  }

  /** {@return every final state that the axioms allow, of all that is {@link #observed}} */
  Set<Map<String, Integer>> outcomes() {
    orderStores(List.copyOf(test.variables()), 0);
    return outcomes;
  }

  private void orderStores(List<String> variables, int next) {
    if (next == variables.size()) {
      choose(0);
      return;
    }
    String variable = variables.get(next);
    List<Integer> stores = new ArrayList<>();
    for (int e = 0; e < events.size(); e++) {
      if (events.get(e).is(Kind.STORE) && events.get(e).variable.equals(variable)) {
        stores.add(e);
      }
    }
    permute(stores, 0, () -> orderStores(variables, next + 1), variable);
  }

  /* Those of one thread in program order: uniproc allows no other. */
  private void permute(List<Integer> stores, int from, Runnable then, String variable) {
    if (from == stores.size()) {
      coherence.put(variable, List.copyOf(stores));
      then.run();
      return;
    }
    for (int i = from; i < stores.size(); i++) {
      int next = stores.get(i);
      if (stores.subList(from, stores.size()).stream().noneMatch(e -> isBefore(e, next))) {
        stores.remove(i);
        stores.add(from, next);
        permute(stores, from + 1, then, variable);
        stores.remove(from);
        stores.add(i, next);
      }
    }
  }

  private void choose(int event) {
    if (event == events.size()) {
      check();
    } else if (events.get(event).is(Kind.LOAD)) {
      readsFrom[event] = INITIALLY;
      choose(event + 1);
      for (int store : coherence.get(events.get(event).variable)) {
        if (!isBefore(event, store)) {
          readsFrom[event] = store;
          choose(event + 1);
        }
      }
    } else {
      choose(event + 1);
    }
  }

  private void check() {
    if (isAtomic() && isAcyclic(this::isUniproc) && isAcyclic(this::isGlobal)) {
      evaluate();
    }
  }

  private boolean isAtomic() {
    for (int load = 0; load < events.size(); load++) {
      Event event = events.get(load);
      if (event.is(Kind.LOAD) && event.locked) {
        List<Integer> order = coherence.get(event.variable);
        int place = order.indexOf(load + 1);
        int before = place == 0 ? INITIALLY : order.get(place - 1);
        if (readsFrom[load] != before) {
          return false;
        }
      }
    }
    return true;
  }

  private interface Relation {
    boolean holds(int first, int second);
  }

  private boolean isUniproc(int a, int b) {
    boolean sameVariable =
        events.get(a).isAccess() && events.get(a).variable.equals(events.get(b).variable);
    return isBefore(a, b) && sameVariable || communicates(a, b) || readsFrom(a, b);
  }

  private boolean isGlobal(int a, int b) {
    if (communicates(a, b)) {
      return true;
    }
    if (readsFrom(a, b)) {
      return events.get(a).thread != events.get(b).thread;
    }
    if (!isBefore(a, b) || !events.get(a).isAccess() || !events.get(b).isAccess()) {
      return false;
    }
    boolean mayPass = events.get(a).is(Kind.STORE) && events.get(b).is(Kind.LOAD);
    return !mayPass || events.get(a).locked || events.get(b).locked || hasFence(a, b);
  }

  private boolean isBefore(int a, int b) {
    return events.get(a).thread == events.get(b).thread && a < b;
  }

  private boolean hasFence(int a, int b) {
    for (int e = a + 1; e < b; e++) {
      if (events.get(e).is(Kind.FENCE)) {
        return true;
      }
    }
    return false;
  }

  private boolean readsFrom(int store, int load) {
    return events.get(load).is(Kind.LOAD) && readsFrom[load] == store;
  }

  /* co and fr. */
  private boolean communicates(int a, int b) {
    Event first = events.get(a);
    Event second = events.get(b);
    if (!second.is(Kind.STORE) || !first.isAccess() || !first.variable.equals(second.variable)) {
      return false;
    }
    List<Integer> order = coherence.get(second.variable);
    int at = first.is(Kind.STORE) ? order.indexOf(a) : order.indexOf(readsFrom[a]);
    return at < order.indexOf(b);
  }

  private boolean isAcyclic(Relation relation) {
    int n = events.size();
    boolean[] gone = new boolean[n];
    boolean progress = true;
    while (progress) {
      progress = false;
      for (int e = 0; e < n; e++) {
        int target = e;
        IntPredicate leadsHere = from -> !gone[from] && relation.holds(from, target);
        if (!gone[e] && java.util.stream.IntStream.range(0, n).noneMatch(leadsHere)) {
          gone[e] = true;
          progress = true;
        }
      }
    }
    for (boolean each : gone) {
      if (!each) {
        return false;
      }
    }
    return true;
  }

  /* Values, given who reads from whom; there is no cycle in that. */
  private void evaluate() {
    int[] values = new int[events.size()];
    Arrays.fill(values, UNKNOWN);
    Map<String, Integer> outcome = new TreeMap<>();
    for (String variable : test.variables()) {
      List<Integer> order = coherence.get(variable);
      int last = order.isEmpty() ? INITIALLY : order.get(order.size() - 1);
      outcome.put(variable, valueAt(last, variable, values));
    }
    for (int e = 0; e < events.size(); e++) {
      Event event = events.get(e);
      if (event.is(Kind.LOAD) && !event.register.isEmpty()) {
        outcome.put(event.thread + ":" + event.register, value(e, values));
      }
    }
    outcomes.add(outcome);
  }

  private int valueAt(int store, String variable, int[] values) {
    return store == INITIALLY ? test.values().getOrDefault(variable, 0) : value(store, values);
  }

  private int value(int e, int[] values) {
    if (values[e] == UNKNOWN) {
      Event event = events.get(e);
      if (event.is(Kind.LOAD)) {
        values[e] = valueAt(readsFrom[e], event.variable, values);
      } else if (event.is(Kind.SET)) {
        values[e] = event.constant;
      } else if (event.register.isEmpty()) {
        values[e] = event.constant + (event.locked ? value(e - 1, values) : 0);
      } else {
        values[e] = registerBefore(event.locked ? e - 1 : e, event.register, values);
      }
    }
    return values[e];
  }

  private int registerBefore(int e, String register, int[] values) {
    for (int before = e - 1; before >= 0 && isBefore(before, e); before--) {
      Event event = events.get(before);
      if (!event.is(Kind.STORE) && event.register.equals(register)) {
        return value(before, values);
      }
    }
    return 0;
  }
}

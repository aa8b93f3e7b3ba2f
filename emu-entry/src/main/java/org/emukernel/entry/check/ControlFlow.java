package org.emukernel.entry.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows every function of an image from its first instruction, each instruction once: what is
 * behind a call only when the callee is known to return. What has not returned in the end never
 * does.
 */
final class ControlFlow {

  private final TextMap map;
  private final Functions functions;
  private final FlowEdges edges;
  private final BitSet returning = new BitSet();
  private final Deque<Place> open = new ArrayDeque<>();
  private final Map<Integer, List<Place>> resumes = new HashMap<>();
  private final Map<Integer, List<Integer>> tailCallers = new HashMap<>();
  private final List<JumpTable> tables = new ArrayList<>();
  private final List<NotFollowed> notFollowed = new ArrayList<>();

  /** Where to go on, and in which function. */
  private record Place(int function, long address) {}

  ControlFlow(TextMap map, Functions functions, FlowEdges edges) {
    this.map = map;
    this.functions = functions;
    this.edges = edges;
  }

  /** Follows them all. */
  void run() {
    for (int i = 0; i < functions.size(); i++) {
      if (functions.isWhole(i)) {
        open.add(new Place(i, functions.all().get(i).start()));
        drain();
      }
    }
  }

  private void drain() {
    while (!open.isEmpty()) {
      Place place = open.removeLast();
      follow(place.function(), place.address());
    }
  }

  private void follow(int function, long from) {
    long at = from;
    while (map.isPlain(at) && !map.isReached(at)) {
      map.reach(at);
      at += map.length(at);
    }
    Walk walk = new Walk(new Place(function, at));
    if (!map.isText(at)) {
      walk.stuck("the end of the text");
    } else if (functions.at(at) != function && at != from) {
      walk.to(at);
    } else if (!map.isReached(at)) {
      map.reach(at);
      edges.from(at, walk);
    }
  }

  private final class Walk implements FlowSink {
    private final Place from;

    Walk(Place from) {
      this.from = from;
    }

    /* Code outside of functions, such as replacements, counts as part of who goes there. */
    @Override
    public void to(long target) {
      int function = functions.at(target);
      if (function < 0 || function == from.function()) {
        open.add(new Place(from.function(), target));
        return;
      }
      open.add(new Place(function, target));
      if (returning.get(function)) {
        leaves();
      } else {
        tailCallers.computeIfAbsent(function, f -> new ArrayList<>()).add(from.function());
      }
    }

    @Override
    public void call(int callee, long resume) {
      Place place = new Place(from.function(), resume);
      if (returning.get(callee)) {
        open.add(place);
      } else {
        resumes.computeIfAbsent(callee, f -> new ArrayList<>()).add(place);
      }
    }

    @Override
    public void leaves() {
      noteReturn(from.function());
    }

    @Override
    public void table(JumpTable table) {
      tables.add(table);
    }

    @Override
    public void stuck(String why) {
      notFollowed.add(new NotFollowed(from.address(), why));
      leaves();
    }
  }

  private void noteReturn(int first) {
    Deque<Integer> found = new ArrayDeque<>(List.of(first));
    while (!found.isEmpty()) {
      int function = found.removeLast();
      if (!returning.get(function)) {
        returning.set(function);
        List<Place> waiting = resumes.remove(function);
        open.addAll(waiting == null ? List.of() : waiting);
        List<Integer> callers = tailCallers.remove(function);
        found.addAll(callers == null ? List.of() : callers);
      }
    }
  }

  /** {@return whether a function may return} */
  boolean returns(int function) {
    return returning.get(function);
  }

  /** {@return where the functions begin that never return} */
  List<Long> neverReturning() {
    List<Long> starts = new ArrayList<>();
    for (int i = 0; i < functions.size(); i++) {
      long start = functions.all().get(i).start();
      if (map.length(start) > 0 && functions.isWhole(i) && !returning.get(i)) {
        starts.add(start);
      }
    }
    return starts;
  }

  List<JumpTable> tables() {
    return tables;
  }

  List<NotFollowed> notFollowed() {
    return notFollowed;
  }
}

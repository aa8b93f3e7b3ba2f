package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.emukernel.api.arena.SplitMix64;

/**
 * What each CPU may come to, as far as it was seen: a graph of its steps that touch what others
 * touch and of the places at which it stops, with what leads from one to the next. A place is where
 * a CPU is and what it has interrupted; all else of it is left out, so that the graph has more ways
 * than any one state. Found out while a search runs, as {@link SharedWords} are: it grows until a
 * search has seen nothing new. What was found out before a word was known to be shared stays: a way
 * that leaves out a step is one way more.
 */
final class Prospects {

  /** What must hold for one to lead to the next. */
  enum Way {
    /** The step before found this in the word that it loaded. */
    STEP,
    /** Nothing. */
    FREE,
    /** An interrupt has been sent by another CPU. */
    ARRIVAL,
    /** An NMI may still come. */
    NMI,
    /** A machine check may still come. */
    MACHINE_CHECK
  }

  /* A word that holds ever other things tells nothing of the way. */
  private static final int MOST_FOUND = 16;

  private final LongMap<Node> nodes = new LongMap<>();
  private final List<Node> changes = new ArrayList<>();
  private boolean learned;
  private int numbers;
  private long marks;
  private Consumer<Finding> listener = finding -> {};

  /** A step, or a place. */
  static final class Node {

    private final long id;
    private final int cpu;
    private final int number;
    private long loadedWord;
    private long[] touches = {};
    private Edge[] edges = {};
    private long seen;
    private boolean kept;

    private Node(long id, int cpu, int number) {
      this.id = id;
      this.cpu = cpu;
      this.number = number;
    }

    long id() {
      return id;
    }

    int cpu() {
      return cpu;
    }

    /** {@return how many were found out before it} */
    int number() {
      return number;
    }

    /** {@return the word whose contents decide how it goes on; 0 if none alone does} */
    long loadedWord() {
      return loadedWord;
    }

    int touches() {
      return touches.length;
    }

    long touch(int n) {
      return touches[n];
    }

    int edges() {
      return edges.length;
    }

    Edge edge(int n) {
      return edges[n];
    }

    /** Somebody keeps what can be come to from here. */
    void keep() {
      kept = true;
    }

    /** Marks it. {@return whether it had not this mark before} */
    boolean mark(long mark) {
      boolean isNew = seen != mark;
      seen = mark;
      return isNew;
    }
  }

  /** What leads on, and where to. */
  record Edge(Way way, long found, Node to) {}

  /**
   * {@return the number of a node}
   *
   * @param place where the CPU is, as a hash
   * @param what happens there
   */
  static long id(int cpu, long place, long what) {
    return SplitMix64.mix(SplitMix64.mix(place + cpu) ^ what);
  }

  /** From now on somebody hears of all that is found out. */
  void tell(Consumer<Finding> listener) {
    this.listener = listener;
  }

  /** {@return the node with a number, of which nothing else is known if it is new} */
  Node node(long id, int cpu) {
    Node node = nodes.get(id);
    if (node == null) {
      node = new Node(id, cpu, numbers++);
      nodes.put(id, node);
    }
    return node;
  }

  /** {@return the node with a number, or null} */
  Node find(long id) {
    return nodes.get(id);
  }

  /** A step was seen to touch something. */
  void touches(Node node, StepTouches step) {
    for (int i = 0; i < step.size(); i++) {
      touch(node, step.get(i));
    }
    for (int i = 0; i < step.buffered(); i++) {
      touch(node, step.buffered(i));
    }
    load(node, step.loadedWord());
  }

  void touch(Node node, long touch) {
    for (long known : node.touches) {
      if (known == touch) {
        return;
      }
    }
    node.touches = Arrays.copyOf(node.touches, node.touches.length + 1);
    node.touches[node.touches.length - 1] = touch;
    changed(node);
    listener.accept(new Finding.StepTouches(node.id, node.cpu, touch));
  }

  void load(Node node, long word) {
    if (node.loadedWord != word && node.loadedWord != StepTouches.ANYTHING) {
      node.loadedWord =
          node.loadedWord == 0 && node.edges.length == 0 ? word : StepTouches.ANYTHING;
      changed(node);
      listener.accept(new Finding.StepLoads(node.id, node.cpu, node.loadedWord));
    }
  }

  /* How many different things were found at a node. */
  private static long findings(Node node) {
    return Arrays.stream(node.edges).mapToLong(Edge::found).distinct().count();
  }

  private void changed(Node node) {
    if (node.kept) {
      learned = true;
      changes.add(node);
    }
  }

  /** {@return how often a node was changed that somebody had kept} */
  int version() {
    return changes.size();
  }

  /** {@return the node whose change led from a version to the next} */
  Node changed(int version) {
    return changes.get(version);
  }

  /**
   * One was seen to lead to another.
   *
   * @param found what the first had found in the word that it loaded
   */
  void leads(Node from, Way way, long found, Node to) {
    for (Edge edge : from.edges) {
      if (edge.to == to
          && edge.way == way
          && (edge.found == found || edge.found == StepTouches.ANYTHING)) {
        return;
      }
    }
    long kept = findings(from) < MOST_FOUND ? found : StepTouches.ANYTHING;
    from.edges = Arrays.copyOf(from.edges, from.edges.length + 1);
    from.edges[from.edges.length - 1] = new Edge(way, kept, to);
    changed(from);
    listener.accept(new Finding.Leads(from.id, from.cpu, way, kept, to.id));
  }

  /** {@return whether anything was new, since the last question, of what somebody has kept} */
  boolean takeLearned() {
    boolean result = learned;
    learned = false;
    return result;
  }

  /** {@return a mark that no node has} */
  long newMark() {
    return ++marks;
  }

  /**
   * Forgets the nodes from which nothing leads on: since more words are known to be shared a step
   * may be another node.
   */
  void forgetEnds() {
    while (nodes.removeIf(node -> node.edges.length == 0)) {
      nodes.forEach(this::forgetEdgesToEnds);
    }
  }

  private void forgetEdgesToEnds(Node node) {
    if (Arrays.stream(node.edges).anyMatch(edge -> edge.to.edges.length == 0)) {
      node.edges =
          Arrays.stream(node.edges).filter(edge -> edge.to.edges.length != 0).toArray(Edge[]::new);
    }
  }

  /** Adds what somebody else has found out. */
  void addAll(Prospects other) {
    other.nodes.forEach(this::add);
  }

  private void add(Node theirs) {
    Node node = node(theirs.id, theirs.cpu);
    for (long touch : theirs.touches) {
      touch(node, touch);
    }
    load(node, theirs.loadedWord);
    for (Edge edge : theirs.edges) {
      leads(node, edge.way, edge.found, node(edge.to.id, edge.to.cpu));
    }
  }
}

package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A litmus test: a few threads of machine code on shared variables, and what may have become of
 * them in the end.
 *
 * @param name as published
 * @param from where it was published, and what the verdict follows from
 * @param values what the variables hold at first; 0 where nothing is said
 * @param mappings the page-table entry of a variable's page, where it is not the variable's own
 * @param threads the instructions of each CPU, in GNU as syntax
 * @param claims what may be and what may not
 * @param observed what an outcome consists of; nothing: what the claims name
 */
record LitmusTest(
    String name,
    String from,
    Map<String, Integer> values,
    Map<String, String> mappings,
    List<List<String>> threads,
    List<Claim> claims,
    List<String> observed) {

  private static final Pattern VARIABLE = Pattern.compile("\\((\\w)[:)]");

  /**
   * One line on final states.
   *
   * @param isAllowed whether such a final state is allowed
   * @param isReached whether this machine comes to it
   * @param values what it says of registers ({@code 0:eax}) and variables
   */
  record Claim(boolean isAllowed, boolean isReached, Map<String, Integer> values) {

    boolean holdsIn(Map<String, Integer> outcome) {
      return outcome.entrySet().containsAll(values.entrySet());
    }

    @Override
    public String toString() {
      return (isAllowed ? "allowed " : "forbidden ") + values;
    }
  }

  /** {@return the variables, in alphabetical order} */
  Set<String> variables() {
    Set<String> names = new TreeSet<>(values.keySet());
    names.addAll(mappings.keySet());
    for (List<String> thread : threads) {
      for (String line : thread) {
        Matcher matcher = VARIABLE.matcher(line);
        while (matcher.find()) {
          names.add(matcher.group(1));
        }
      }
    }
    return names;
  }

  /**
   * {@return the outcomes that the claims name as allowed, without those that this machine misses}
   */
  Set<Map<String, Integer>> reached() {
    Set<Map<String, Integer>> all = new HashSet<>();
    for (Claim claim : claims) {
      if (claim.isReached) {
        all.add(claim.values);
      }
    }
    return all;
  }

  @Override
  public String toString() {
    return name;
  }

  /** Reads a file of tests, as {@code litmus/README.md} describes it. */
  static List<LitmusTest> parse(String file) {
    List<LitmusTest> tests = new ArrayList<>();
    for (String text : file.split("(?m)^test ")) {
      if (!text.isBlank() && !text.startsWith("#")) {
        tests.add(parseOne(text));
      }
    }
    return tests;
  }

  private static LitmusTest parseOne(String text) {
    String[] lines = text.split("\n");
    String from = "";
    Map<String, Integer> values = new TreeMap<>();
    Map<String, String> mappings = new TreeMap<>();
    List<List<String>> threads = new ArrayList<>();
    List<Claim> claims = new ArrayList<>();
    List<String> observed = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      String line = lines[i].replaceFirst("#.*", "").strip();
      String keyword = line.replaceFirst("\\s.*", "");
      String rest = line.substring(keyword.length()).strip();
      switch (keyword) {
        case "" -> {}
        case "from" -> from = from.isEmpty() ? rest : from + " " + rest;
        case "init" -> init(rest, values, mappings);
        case "observe" -> observed.addAll(List.of(rest.split("\\s+")));
        case "allowed", "hidden", "forbidden" -> claims.add(claim(keyword, rest, observed));
        default -> columns(line, threads);
      }
    }
    return new LitmusTest(
        lines[0].strip(), from, values, mappings, threads, claims, List.copyOf(observed));
  }

  private static void init(String text, Map<String, Integer> values, Map<String, String> mappings) {
    for (String item : text.split("\\s+")) {
      if (item.contains("->")) {
        String[] parts = item.split("->");
        mappings.put(parts[0], parts[1]);
      } else {
        String[] parts = item.split("=");
        values.put(parts[0], Integer.decode(parts[1]));
      }
    }
  }

  /* Either NAME=VALUE each, or the values of what is observed, in that order. */
  private static Claim claim(String keyword, String text, List<String> observed) {
    Map<String, Integer> values = new TreeMap<>();
    String[] items = text.split("\\s+");
    for (int i = 0; i < items.length; i++) {
      String[] parts = items[i].split("=");
      if (parts.length == 2) {
        values.put(parts[0], Integer.decode(parts[1]));
      } else {
        values.put(observed.get(i), Integer.decode(items[i]));
      }
    }
    return new Claim(!keyword.equals("forbidden"), keyword.equals("allowed"), values);
  }

  private static void columns(String line, List<List<String>> threads) {
    String[] cells = line.split("\\|", -1);
    for (int i = 0; i < cells.length; i++) {
      if (threads.size() == i) {
        threads.add(new ArrayList<>());
      }
      if (!cells[i].isBlank() && !cells[i].strip().matches("P\\d")) {
        threads.get(i).add(cells[i].strip());
      }
    }
  }
}

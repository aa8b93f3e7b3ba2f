package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one choice did, and which other choices of the schedule must be known to tell whether that
 * matters: what touches a word of memory is told only if another CPU touches it, too.
 *
 * @param cpu who made it
 * @param what what kind of choice
 * @param place where the CPU was before
 */
record StepNotes(int cpu, String what, String place, List<Note> notes) {

  /**
   * One thing that was done.
   *
   * @param word the word of memory concerned; {@link #NO_WORD} if it is told in any case
   */
  record Note(String text, long word, Touch touch) {

    static final long NO_WORD = -1;
  }

  /** How a word was touched. */
  enum Touch {
    LOAD,
    STORE
  }

  StepNotes(int cpu, String what, String place) {
    this(cpu, what, place, new ArrayList<>());
  }

  void add(String text) {
    notes.add(new Note(text, Note.NO_WORD, Touch.LOAD));
  }

  void add(String text, long word, Touch touch) {
    notes.add(new Note(text, word & -8, touch));
  }

  /** {@return what is to be told, each thing once} */
  List<String> told(Set<Long> words) {
    Set<String> told = new LinkedHashSet<>();
    for (Note note : notes) {
      if (note.word == Note.NO_WORD || words.contains(note.word)) {
        told.add(note.text);
      }
    }
    return List.copyOf(told);
  }

  /** {@return the words that several CPUs touch, at least one of them by a store} */
  static Set<Long> sharedBy(List<StepNotes> steps) {
    Map<Long, Set<Integer>> cpus = new HashMap<>();
    Set<Long> stored = new LinkedHashSet<>();
    for (StepNotes step : steps) {
      for (Note note : step.notes) {
        cpus.computeIfAbsent(note.word, word -> new LinkedHashSet<>()).add(step.cpu);
        if (note.touch == Touch.STORE) {
          stored.add(note.word);
        }
      }
    }
    stored.removeIf(word -> cpus.getOrDefault(word, Set.of()).size() < 2);
    return stored;
  }
}

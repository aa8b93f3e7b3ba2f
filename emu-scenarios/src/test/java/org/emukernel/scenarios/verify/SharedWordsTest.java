package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharedWordsTest {

  private final SharedWords words = new SharedWords(3);

  @Test
  void loaded_byTwoWhoNeverStore_isPrivate() {
    words.loaded(0, 0x1000, 8);

    assertThat(words.loaded(1, 0x1000, 8)).isFalse();
    assertThat(words.takeLearned()).isFalse();
  }

  @Test
  void loaded_byAnotherThanWhoStored_isSharedFromThenOn() {
    assertThat(words.stored(0, 0x1004, 4)).isFalse();

    assertThat(words.loaded(1, 0x1000, 1)).isTrue();
    assertThat(words.takeLearned()).isTrue();
    assertThat(words.takeLearned()).isFalse();
    assertThat(words.stored(0, 0x1004, 4)).isTrue();
    assertThat(words.takeLearned()).isFalse();
  }

  @Test
  void stored_byTheCpuWhoseWalkerReads_isShared() {
    assertThat(words.stored(0, 0x1000, 8)).isFalse();

    words.walked(0x1000);

    assertThat(words.takeLearned()).isTrue();
    assertThat(words.stored(0, 0x1000, 8)).isTrue();
  }

  @Test
  void walkerStored_whatNoCpuTouches_isNotShared() {
    words.walked(0x1000);
    words.walkerStored(0x1000);

    assertThat(words.takeLearned()).isFalse();
  }

  @Test
  void stored_acrossTwoWordsOneOfThemShared_isShared() {
    words.stored(0, 0x1008, 8);
    words.loaded(2, 0x1008, 8);

    assertThat(words.stored(0, 0x1004, 8)).isTrue();
    assertThat(words.contains(0x1000, 8)).isFalse();
    assertThat(words.contains(0x1000, 9)).isTrue();
  }

  @Test
  void isStored_afterALoad_onlyOnceSomebodyHasStored() {
    words.loaded(0, 0x1000, 8);
    assertThat(words.isStored(0x1000, 8)).isFalse();
    int before = words.stored();

    words.stored(0, 0x1000, 8);

    assertThat(words.isStored(0x1000, 8)).isTrue();
    assertThat(words.stored()).isNotEqualTo(before);
    assertThat(words.contains(0x1000, 8)).isFalse();
  }

  @Test
  void storedElsewhere_wordThatTwoLoad_isSharedAndStored() {
    words.loaded(0, 0x1000, 8);
    words.loaded(1, 0x1000, 8);

    words.storedElsewhere(0x1000);

    assertThat(words.isStored(0x1000, 8)).isTrue();
    assertThat(words.takeLearned()).isTrue();
  }

  @Test
  void stored_manyWords_areAllRemembered() {
    for (long i = 0; i < 20_000; i++) {
      words.stored(0, i * 8, 8);
    }
    for (long i = 0; i < 20_000; i++) {
      assertThat(words.loaded(1, i * 8, 8)).isTrue();
    }
    assertThat(words.size()).isEqualTo(20_000);
  }
}

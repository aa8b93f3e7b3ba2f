package org.emukernel.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.emukernel.api.cpu.CpuMask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTypeTest {

  @Test
  void read_valueOfTheType_givesTheJavaType() {
    assertThat(SettingType.COUNT.read(" 16 ")).isEqualTo(16L);
    assertThat(SettingType.RATE.read("0.33")).isEqualTo(0.33);
    assertThat(SettingType.DURATION.read("1.5 h")).isEqualTo(5_400_000_000_000L);
    assertThat(SettingType.FLAG.read("on")).isEqualTo(true);
    assertThat(SettingType.CPU_LIST.read("0-3,8")).isEqualTo(CpuMask.of(0, 1, 2, 3, 8));
    assertThat(SettingType.TEXT.read("any")).isEqualTo("any");
  }

  @ParameterizedTest
  @CsvSource({
    "COUNT,-1",
    "COUNT,1.5",
    "COUNT,99999999999999999999",
    "RATE,-0.1",
    "RATE,1e999999999",
    "RATE,NaN",
    "DURATION,-1 s",
    "DURATION,300 years",
    "DURATION,999999 days",
    "DURATION,''",
    "FLAG,maybe",
    "CPU_LIST,3-1"
  })
  void read_otherValue_isRefusedWithWhatWasExpected(SettingType type, String text) {
    assertThatThrownBy(() -> type.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found \"" + text + "\", expected " + type.expected());
  }

  @Test
  void setting_defaultOfAnotherType_isRefused() {
    assertThatThrownBy(() -> new Setting("rate", SettingType.RATE, "fast", "how fast"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void workloadSettings_keyOfAnotherType_isRefused() {
    Settings settings = new Settings("churn", Map.of("burst", 3L));

    assertThat(settings.count("burst")).isEqualTo(3);
    assertThatThrownBy(() -> settings.rate("burst")).hasMessageContaining("\"burst\"");
    assertThatThrownBy(() -> settings.count("rate")).hasMessageContaining("churn");
  }
}

({ run: showRun, verify: showVerify, replay: showReplay, check: showCheck })[emu.kind]();

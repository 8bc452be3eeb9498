# Two commands do everything on a fresh Debian machine: `make run` and `make test`.
.PHONY: run test
test:
	@scripts/test
run:
	@scripts/run

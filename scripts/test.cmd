@echo off
rem Set up everything the tests need on first use, then run checks and tests.
py -3 "%~dp0bootstrap.py" test %*

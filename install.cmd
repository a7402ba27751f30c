@echo off
rem Sets careers_workbook up for you alone: no administrator, nothing outside of your own folders. Again: updates it.
pushd "%~dp0"
set "PLACE=%USERPROFILE%\.careers_workbook\program"
set "SAY=Unpack the whole download first: right-click it, choose Extract All, and double-click install in the new folder."
if not exist constraints.txt goto failed
set "SAY=Python 3.11 or newer is needed: get it from the Microsoft Store or python.org, then double-click install again."
set "PYTHON="
for %%p in ("py -3" python python3) do call :try %%~p
if not defined PYTHON goto failed
set "SAY=It was not set up: the last lines above say why. Is the desk open? Close it. docs\install.md says what to ask IT for."
%PYTHON% -m venv --clear "%PLACE%"
if errorlevel 1 goto failed
"%PLACE%\Scripts\python.exe" -m pip install --disable-pip-version-check -c constraints.txt .
if errorlevel 1 goto failed
"%PLACE%\Scripts\python.exe" -P -m careers_workbook.cli.desktop_icon
if errorlevel 1 goto failed
popd
start "" "%PLACE%\Scripts\pythonw.exe" -P -m careers_workbook.cli.launched
exit /b
:try
if not defined PYTHON %* -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if not defined PYTHON if not errorlevel 1 set "PYTHON=%*"
exit /b
:failed
popd
echo.
echo %SAY%
pause

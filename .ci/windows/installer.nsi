[# pynsist's own template, for the current user only: no question for whom, and never asking for an administrator. #]
[% extends "pyapp.nsi" %]

[% block modernui %]
RequestExecutionLevel user
[[ super() ]]
[% endblock %]

[% block ui_pages %]
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE [[license_file]]
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\Python\pythonw.exe"
!define MUI_FINISHPAGE_RUN_PARAMETERS "-P -m careers_workbook.cli.launched"
!define MUI_FINISHPAGE_RUN_TEXT "Open the desk"
!insertmacro MUI_PAGE_FINISH
[% endblock %]

[% block install_pkgs %]
RMDir /r "$INSTDIR\pkgs"
[[ super() ]]
[% endblock %]

[% block install_shortcuts %]
[[ super() ]]
[% for name, shortcut in ib.shortcuts.items() %]
CreateShortCut "$DESKTOP\[[name]].lnk" "[[shortcut['target']]]" '[[shortcut['parameters']]]' "$INSTDIR\[[shortcut['icon']]]"
[% endfor %]
[% endblock %]

[% block uninstall_shortcuts %]
[[ super() ]]
[% for name in ib.shortcuts %]
Delete "$DESKTOP\[[name]].lnk"
[% endfor %]
[% endblock %]

"""Gradebooks as platforms write them, and what reads them again without knowing this code."""

import csv
import io

from grader.exporting.standing import Standing
from grader.people.who import Who

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Letters (56),Letters (57),Final Score\r\n"
    ",,,,,,Manual Posting,\r\n"
    "    Points Possible,,,,,14.00,14.00,(read only)\r\n"
    '"Lovelace, Ada",1001,007,ada,NN,9.00,3.00,90.5\r\n'
    '"García, ""Nacho""",1002,="008",nacho,NN,EX,EX,\r\n'
    '=Builder Bob,1003,009,bob,"A, B",N/A,N/A,\r\n'
    '"Žluťoučký, Kůň",1004,010,kun,NN,,12.50,70\r\n'
    '"Student, Test",9,,x,NN,,,\r\n'
)
MOODLE = (
    'Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade",'
    '"Grade can be changed","Last modified (submission)","Last modified (grade)",'
    '"Feedback comments"\n'
    'Participant 11,"Ada Lovelace",007,ada@x.org,"Submitted - ","9.00",14.00,Yes,'
    '"Friday, 21 November 2026, 9:00 AM",-,"line one\nline ""two"""\n'
    'Participant 12,"Nacho García",008,nacho@x.org,"No submission",,14.00,No,-,-,\n'
    'Participant 13,李明,009,li@x.org,"Submitted",,14.00,Yes,-,-,\n'
)
GERMAN = (
    'ID;"Vollständiger Name";"E-Mail-Adresse";Status;Bewertung;Bestwertung;'
    '"Bewertung kann geändert werden";"Zuletzt geändert (Bewertung)"\r\n'
    'Teilnehmer/in 11;"Ada Lovelace";ada@x.org;Abgegeben;"9,00";14,00;Ja;-\r\n'
    "Teilnehmer/in 12;Nacho;nacho@x.org;Abgegeben;;14,00;Nein;-\r\n"
    "Teilnehmer/in 13;Li;li@x.org;Abgegeben;;14,00;Ja;-\r\n"
)


def has(score: float | None, *, of: float = 14.0, status: str = "graded", **who: str) -> Standing:
    return Standing(who=Who(**who), assignment="letters", score=score, max_score=of, status=status)


def rows(data: bytes, delimiter: str = ",") -> list[list[str]]:
    """Read as any spreadsheet does."""
    return list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter))

from django.db import models


class Board(models.Model):
    name = models.CharField(max_length=60)
    slug = models.SlugField()


class Author(models.Model):
    name = models.CharField(max_length=30)
    joined_at = models.DateTimeField()


class Thread(models.Model):
    board = models.ForeignKey(Board, models.CASCADE)
    title = models.CharField(max_length=150)


class Post(models.Model):
    thread = models.ForeignKey(Thread, models.CASCADE)
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Author, models.CASCADE)
    html = models.TextField()
    shown_at = models.DateTimeField()

    class Meta:
        unique_together = [("thread", "number")]
